/** Whether the app is being developed, as bundlers and Node tell; false where nothing tells. */
export function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'; // bundlers put a constant in the place of these very words
  } catch {
    return false; // a page without a bundler has no `process`
  }
}
