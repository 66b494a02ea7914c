import type { EmbedError } from '../../../errors.js';
import type { ModelFile } from '../../../models/types.js';
import { persistError } from '../../../storage/fileStore.js';
import type { FileStore, Part } from '../../../storage/types.js';
import type { Target } from './downloadInto.js';
import { failed } from './request.js';

/** Options of {@link openPartialDownload}. */
export interface PartialDownloadOptions {
  readonly url: string;
  /** The id of the model that the file is of. */
  readonly model: string;
  readonly onBytes: (loaded: number) => void;
}

/** A download in progress, buffered in memory and mirrored to storage while storage accepts writes. */
export interface PartialDownload extends Target {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** It is whole, and right. Returns why it could not be stored, if so. */
  commit(): Promise<EmbedError | undefined>;
  /** It does not come to its end now. What a later visit can go on from stays. */
  suspend(): Promise<void>;
}

function allocate(total: number, url: string): Uint8Array<ArrayBuffer> {
  try {
    if (Number.isSafeInteger(total) && total >= 0) return new Uint8Array(total);
  } catch (cause) {
    throw failed(
      `${url} is ${total} bytes long, more than this device has memory for. Use a smaller model.`,
      { url },
      cause,
    );
  }
  throw failed(`${url} cannot be ${total} bytes long. Correct the bytes in the description of the model.`, {
    url,
  });
}

/** Begins or resumes the download of a file, with what an earlier visit has stored of it. */
export async function openPartialDownload(
  store: FileStore,
  { sha256, bytes: total }: ModelFile,
  { url, model, onBytes }: PartialDownloadOptions,
): Promise<PartialDownload> {
  const bytes = allocate(total, url);
  let loaded = 0;
  let etag: string | undefined;
  let part: Part | undefined;
  let problem: unknown;

  /** Does something with the part. When that fails the file goes on in memory alone. */
  async function withPart(act: (part: Part) => Promise<void> | void): Promise<void> {
    if (!part) return;
    try {
      await act(part);
    } catch (error) {
      problem = error;
      await dropPart();
    }
  }

  async function dropPart(): Promise<void> {
    const dropped = part;
    part = undefined;
    await dropped?.discard().catch(() => {}); // the next visit deletes it
  }

  try {
    part = await store.openPart?.(sha256);
  } catch (error) {
    problem = error;
  }
  const stored = part?.stored;
  if (stored?.note.etag !== undefined && stored.note.total === total && stored.bytes.length <= total) {
    bytes.set(stored.bytes);
    loaded = stored.bytes.length;
    etag = stored.note.etag;
    onBytes(loaded);
  }

  return {
    url,
    total,
    bytes,
    get loaded() {
      return loaded;
    },
    get etag() {
      return etag;
    },
    async restart(next) {
      loaded = 0;
      etag = next;
      await withPart((part) => part.restart({ model, total, ...(next !== undefined && { etag: next }) }));
    },
    append(chunk) {
      bytes.set(chunk, loaded);
      loaded += chunk.length;
      void withPart((part) => part.append(chunk));
      onBytes(loaded);
    },
    async commit() {
      await withPart((part) => part.complete());
      if (!part && problem === undefined)
        await store.write(sha256, bytes).catch((error) => (problem = error));
      return problem === undefined ? undefined : persistError(problem);
    },
    async suspend() {
      if (loaded > 0 && etag !== undefined) part?.close();
      else await dropPart();
    },
  };
}
