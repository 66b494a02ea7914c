import { createHash } from 'node:crypto';

const HASH_BYTES = 16; // 128 bits tell texts apart

/** What vectors are kept by: a digest of their text as it is stored. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(storable(text)).digest().subarray(0, HASH_BYTES);
}

/** What PostgreSQL cannot hold, in characters of the same length, so that places in the text stay right. */
export function storable(text: string): string {
  return text.replaceAll('\0', ' ').replace(LONE_SURROGATES, '\ufffd');
}

const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
