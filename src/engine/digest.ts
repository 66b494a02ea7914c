import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const encoder = new TextEncoder();

/** SHA-256 of a text's UTF-8 bytes; lone surrogates count as U+FFFD. */
export function sha256OfText(text: string): Uint8Array {
  return sha256(encoder.encode(text));
}

/** SHA-256 of a list of texts as lower-case hex: equal lists, and only they, have equal digests. */
export function digestOfTexts(texts: readonly string[]): string {
  return bytesToHex(digestBytesOfTexts(texts));
}

/** As `digestOfTexts`, its 32 bytes. */
export function digestBytesOfTexts(texts: readonly string[]): Uint8Array {
  const hash = sha256.create();
  for (const text of texts) {
    const bytes = encoder.encode(text);
    hash.update(encoder.encode(`${bytes.length}:`)).update(bytes);
  }
  return hash.digest();
}

/** SHA-256 of a list of texts, 32 bytes, by the browser's own code where there is some; another than `digestBytesOfTexts`. */
export function sha256OfMany(texts: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  return digestOfBytes(encoder.encode(texts.map((text) => `${text.length}:${text}`).join('')));
}

/** SHA-256 of bytes as lower-case hex. The browser's own where there is one: it is several times faster. */
export async function sha256OfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytesToHex(await digestOfBytes(bytes));
}

/** As `sha256OfBytes`, its 32 bytes. */
export async function digestOfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // `crypto.subtle` is missing on pages without https.
  const digest = globalThis.crypto?.subtle ? await crypto.subtle.digest('SHA-256', bytes) : sha256(bytes);
  return new Uint8Array(digest);
}
