import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const encoder = new TextEncoder();

export { sha256 };

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
