import { createHash } from 'node:crypto';
import { closeSync, createReadStream, ftruncateSync, openSync, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { ModelFile } from '../engine/models/types.js';
import { fileError } from '../engine/utils/fileError.js';
import { downloadInto } from '../engine/workers/embedding/download/downloadInto.js';
import type { DownloadTools } from '../engine/workers/embedding/download/request.js';
import { openPart } from './writeWhole.js';

/** Options of {@link downloadTo}. */
export interface DownloadToOptions {
  readonly url: string;
  readonly tools: DownloadTools;
  readonly onBytes: (loaded: number) => void;
}

/**
 * Downloads a file to `path`: beside it as `.part` until it is whole and has its SHA-256, if that is known.
 * @throws {EmbedError} as a download in a browser; `integrity-mismatch`.
 */
export async function downloadTo(path: string, file: ModelFile, options: DownloadToOptions): Promise<void> {
  const part = await openPart(path);
  try {
    await receive(part, file, options);
    const found = file.sha256 && (await sha256OfFile(part));
    if (found !== file.sha256)
      throw fileError(
        'integrity-mismatch',
        `${options.url} has the SHA-256 ${found} and not ${file.sha256}. It was not stored. Try another source.`,
        { url: options.url, sha256: found, expected: file.sha256 },
      );
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function receive(
  part: string,
  { bytes: total }: ModelFile,
  { url, tools, onBytes }: DownloadToOptions,
): Promise<void> {
  const handle = openSync(part, 'w');
  let loaded = 0;
  let version: string | undefined;
  const target = {
    url,
    total,
    get loaded() {
      return loaded;
    },
    get etag() {
      return version;
    },
    async restart(etag: string | undefined) {
      ftruncateSync(handle);
      loaded = 0;
      version = etag;
    },
    append(chunk: Uint8Array) {
      for (let from = 0; from < chunk.length; )
        from += writeSync(handle, chunk, from, chunk.length - from, loaded + from);
      loaded += chunk.length;
      onBytes(loaded);
    },
  };
  try {
    await downloadInto(target, tools);
  } finally {
    closeSync(handle);
  }
}

/** As lower-case hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
