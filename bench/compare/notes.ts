// What both apps search, and for what. No word of the query is in the note that is meant.

export const NOTES = [
  'Refunds are paid within five days',
  'A kitten sleeps on the warm roof of the car',
  'The invoice is due in thirty days',
  'Call the dentist about Thursday',
  'Stir the soup and add salt',
  'The bike needs new brakes',
];

export const QUERY = 'young cat';
export const EXPECTED = NOTES[1] as string;

declare global {
  interface Window {
    /** Milliseconds from the start of the navigation to the first hit by meaning on screen. */
    firstHitMs?: number;
  }
}

/** To be called whenever the page shows another first hit. */
export function noteFirstHit(hit: string | null | undefined): void {
  if (!hit?.includes(EXPECTED)) return;
  requestAnimationFrame(() => {
    window.firstHitMs ??= performance.now();
  });
}
