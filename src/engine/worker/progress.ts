import type { ModelFiles, ModelSpec } from '../models.js';
import type { LoadProgress } from '../types.js';
import type { OnBytes } from './files.js';

/** No screen shows more than ten steps a second. */
const INTERVAL_MS = 100;

/** Adds up the bytes of a model's files into one progress that never goes back. */
export function progressOf(spec: ModelSpec, onProgress: (progress: LoadProgress) => void) {
  const total = spec.files.tokenizer.bytes + spec.files.weights.bytes;
  const loaded: Record<keyof ModelFiles<unknown>, number> = { tokenizer: 0, weights: 0 };
  let phase: LoadProgress['phase'] = 'checking';
  let reportedAt = Number.NEGATIVE_INFINITY;

  function report(): void {
    reportedAt = performance.now();
    onProgress({ phase, loaded: loaded.tokenizer + loaded.weights, total });
  }

  report();
  return {
    bytesOf(file: keyof ModelFiles<unknown>): OnBytes {
      return (source, bytes) => {
        loaded[file] = bytes;
        if (phase !== 'downloading') phase = source; // one file may be kept and the other not
        if (performance.now() - reportedAt >= INTERVAL_MS) report();
      };
    },
    starting(): void {
      phase = 'starting';
      report();
    },
  };
}
