/** A URL as the page means it: workers have other addresses. */
export const absoluteUrl = (url: string | URL): string =>
  new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
