import type { LoadProgress } from '../../engine/index.js';

/** The progress rounded down to steps of 25%, for announcements. */
export function atQuarter(progress: LoadProgress): LoadProgress {
  const { loaded, total } = progress;
  const share = Math.floor((loaded / total) * 4) / 4;
  return { ...progress, loaded: share * total || 0 }; // of nothing
}
