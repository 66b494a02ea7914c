import type { ModelFiles, ModelSpec } from '../models.js';
import type { LoadProgress } from '../types.js';
import type { OnBytes } from './files.js';

/** No screen shows more than ten steps a second. */
const INTERVAL_MS = 100;

const ORDER: readonly LoadProgress['phase'][] = ['downloading', 'verifying', 'reading'];

/** Adds up the bytes of a model's files into one progress that never goes back. */
export function progressOf(spec: ModelSpec, onProgress: (progress: LoadProgress) => void) {
  const total = spec.files.tokenizer.bytes + spec.files.weights.bytes;
  const loaded: Record<keyof ModelFiles<unknown>, number> = { tokenizer: 0, weights: 0 };
  const steps: Partial<Record<keyof ModelFiles<unknown>, LoadProgress['phase']>> = {};
  let phase: LoadProgress['phase'] = 'checking';
  let reportedAt = Number.NEGATIVE_INFINITY;

  function report(): void {
    reportedAt = performance.now();
    onProgress({ phase, loaded: loaded.tokenizer + loaded.weights, total });
  }

  /** Of several files, what takes longest to come to its end. */
  function phaseOf(file: keyof ModelFiles<unknown>, step: LoadProgress['phase']): LoadProgress['phase'] {
    const done = loaded[file] === spec.files[file].bytes;
    steps[file] = step === 'downloading' && done ? 'verifying' : step;
    return ORDER.find((each) => Object.values(steps).includes(each)) ?? step;
  }

  report();
  return {
    bytesOf(file: keyof ModelFiles<unknown>): OnBytes {
      return (step, bytes) => {
        loaded[file] = Math.max(loaded[file], bytes); // a download may start anew
        phase = phaseOf(file, step);
        if (performance.now() - reportedAt >= INTERVAL_MS) report();
      };
    },
    starting(): void {
      phase = 'starting';
      report();
    },
  };
}
