import { NOTES } from '../notes.js';

// For what both apps search the notes. No word of the query is in the note that is meant.

export { NOTES };

export const QUERY = 'young cat';
export const EXPECTED = NOTES[1] as string;

/** Which weights an app loads: what its own documentation says, or the same ones in both. */
export type Weights = 'documented' | 'q8' | 'q4';

/** As the page's address says. */
export const WEIGHTS = (new URLSearchParams(location.search).get('weights') ?? 'documented') as Weights;

declare global {
  interface Window {
    /** Milliseconds from the start of the navigation to the first hit by meaning on screen. */
    firstHitMs?: number;
    /** The same to the model that can embed; of ours alone. */
    modelReadyMs?: number;
  }
}

/** To be called whenever the page shows another first hit. */
export function noteFirstHit(hit: string | null | undefined): void {
  if (!hit?.includes(EXPECTED)) return;
  requestAnimationFrame(() => {
    window.firstHitMs ??= performance.now();
  });
}
