import type { LoadProgress } from '../../../embedder/stateTypes.js';
import type { ModelFile } from '../../../models/types.js';
import type { OnBytes } from './types.js';

/** No screen shows more than ten steps a second. */
const INTERVAL_MS = 100;

const ORDER: readonly LoadProgress['phase'][] = ['downloading', 'verifying', 'reading'];

/** Adds up the bytes of a model's files into one progress that never goes back. */
export function progressOf(files: readonly ModelFile[], onProgress: (progress: LoadProgress) => void) {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = new Map<ModelFile, number>();
  const steps = new Map<ModelFile, LoadProgress['phase']>();
  let phase: LoadProgress['phase'] = 'checking';
  let reportedAt = Number.NEGATIVE_INFINITY;

  function report(): void {
    reportedAt = performance.now();
    onProgress({ phase, loaded: [...loaded.values()].reduce((a, b) => a + b, 0), total });
  }

  /** The phase to show for several files: the one that is furthest from the end. */
  function phaseOf(file: ModelFile, step: LoadProgress['phase']): LoadProgress['phase'] {
    steps.set(file, step === 'downloading' && loaded.get(file) === file.bytes ? 'verifying' : step);
    const all = [...steps.values()];
    return ORDER.find((each) => all.includes(each)) ?? step;
  }

  report();
  return {
    bytesOf(file: ModelFile): OnBytes {
      return (step, bytes) => {
        loaded.set(file, Math.max(loaded.get(file) ?? 0, bytes)); // a download may start anew
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
