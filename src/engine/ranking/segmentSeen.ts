import { segmentWords } from '../utils/segmentWords.js';

// Words of scripts that write none between them, such as Chinese, Japanese and Thai.

/** Characters that are not seen. */
export const INVISIBLE = /\p{DI}/u;

/** A space of no width ends a word in these scripts. The dictionary must not see what else is not seen. */
export function segmentSeen(run: string, visit: (start: number, end: number) => void): void {
  const offsets: number[] = [];
  let seen = '';
  for (let at = 0; at < run.length; at += 1) {
    const character = run.charAt(at);
    if (character !== '\u200b' && INVISIBLE.test(character)) continue;
    offsets.push(at);
    seen += character;
  }
  segmentWords(seen, (start, end) => visit(offsets[start] as number, (offsets[end - 1] as number) + 1));
}
