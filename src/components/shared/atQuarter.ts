import type { LoadProgress } from '../../engine/index.js';

/** The progress as it was at the last quarter of the bytes: what is said of it, where all of it would be too much. */
export function atQuarter(progress: LoadProgress): LoadProgress {
  const { loaded, total } = progress;
  const quarter = total === 0 ? 0 : Math.floor((loaded / total) * 4);
  return { ...progress, loaded: (quarter / 4) * total };
}
