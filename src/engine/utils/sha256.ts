import { asOneText } from './hash53.js';
import { loadScript } from './loadScript.js';

const encoder = new TextEncoder();

/** SHA-256 of a text's UTF-8 bytes; lone surrogates count as U+FFFD. */
export function sha256OfText(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return digestOfBytes(encoder.encode(text));
}

/** SHA-256 of a list of texts, 32 bytes; another than `digestBytesOfTexts`. */
export function sha256OfMany(texts: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  return sha256OfText(asOneText(texts));
}

/** SHA-256 of bytes as lower-case hex. */
export async function sha256OfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Array.from(await digestOfBytes(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** As `sha256OfBytes`, its 32 bytes. By the browser's own code, which is several times faster. */
export async function digestOfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (globalThis.crypto?.subtle) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const { sha256Sync: sha256 } = await loadScript(() => import('./sha256Sync.js')); // a page without https has none
  return Uint8Array.from(sha256(bytes));
}
