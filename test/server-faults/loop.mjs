// How long the event loop was kept from its next turn, in CPU time of its thread: on a busy machine time passes also while
// another process runs.

import { readFileSync } from 'node:fs';

const EVERY_MS = 2;

/** CPU time of this thread in milliseconds; elapsed time where the system does not tell. */
function threadMs() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

/** Starts to watch; `stop` gives the longest turn in milliseconds. */
export function watchLoop() {
  let [longest, before] = [0, threadMs()];
  const timer = setInterval(() => {
    const now = threadMs();
    longest = Math.max(longest, now - before);
    before = now;
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}
