/** Whether the browser says that there is no network. `false` means nothing: a network may lead nowhere. */
export const isOffline = (): boolean => globalThis.navigator?.onLine === false;
