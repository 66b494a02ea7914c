import type { ModelFile } from '../../src/engine/index.js';

/** A file of test/fixtures as the description of a model names it, below the model's folder. In a browser. */
export async function fileAt(path: string): Promise<ModelFile> {
  const bytes = new Uint8Array(await (await fetch(`/test/fixtures/${path}`)).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { path: path.replace(/^[^/]*\//, ''), bytes: bytes.length, sha256 };
}
