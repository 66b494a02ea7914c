import type { EmbedError } from '../../../errors.js';
import type { FileStore } from '../../../storage/types.js';
import type { DownloadTools } from './request.js';

/** The bytes of a file, verified. */
export interface VerifiedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  /** Why it could not be stored for the next visit, if so. */
  readonly persistError?: EmbedError;
}

/** Reports a step of loading a file, and how many of its bytes are there. */
export type OnBytes = (step: 'reading' | 'downloading' | 'verifying', loaded: number) => void;

/** Options of `getModelFile`, and of what it calls. */
export interface ModelFileOptions {
  readonly url: string;
  /** The id of the model that the file is of. */
  readonly model: string;
  readonly store: FileStore;
  readonly tools: DownloadTools;
  readonly onBytes: OnBytes;
  /** Throws if the model may not be downloaded. */
  readonly assertWanted: () => void;
}
