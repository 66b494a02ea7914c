import type { LoadProgress } from '../../engine/index.js';

/** The progress rounded down to steps of 25%, for announcements. */
export function atQuarter(progress: LoadProgress): LoadProgress {
  const { loaded, total } = progress;
  const quarter = total === 0 ? 0 : Math.floor((loaded / total) * 4);
  return { ...progress, loaded: (quarter / 4) * total };
}
