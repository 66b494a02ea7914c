// Requests to a search handler, and what became of them.

/**
 * @typedef {object} Outcome
 * @property {number} status 0 where there was no answer at all
 * @property {number} ms how long it took
 * @property {number} lateMs how long after its deadline it came, by a timer of the same process: a busy machine delays both
 * @property {any} body
 */

/** @typedef {(request: Request) => Promise<Response>} Handler */

/** An answer is late so long after its deadline. */
export const GRACE_MS = 100;
/** No answer comes any more so long after it. */
const HUNG_MS = 10_000;

/**
 * @param {Handler} handler
 * @param {unknown} body
 * @param {{ signal?: AbortSignal, timeoutMs?: number }} [how] `timeoutMs` is the handler's
 * @returns {Promise<Outcome>}
 */
export async function post(handler, body, { timeoutMs = 60_000, ...init } = {}) {
  const request = new Request('http://127.0.0.1/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });
  const start = performance.now();
  /** @type {number | undefined} */
  let deadline;
  const atDeadline = setTimeout(() => {
    deadline = performance.now();
  }, timeoutMs);
  let atEnd;
  const never = new Promise((resolve) => {
    atEnd = setTimeout(() => resolve(undefined), timeoutMs + HUNG_MS);
  });
  const response = await Promise.race([handler(request), never]);
  clearTimeout(atDeadline);
  clearTimeout(atEnd);
  const end = performance.now();
  const outcome = { ms: end - start, lateMs: deadline === undefined ? 0 : end - deadline };
  if (!response) return { ...outcome, status: 0, body: undefined };
  return { ...outcome, status: response.status, body: await response.json() };
}

/** Counts outcomes. */
export class Tally {
  /** @type {Record<string, number>} */
  statuses = {};
  late = 0;
  hung = 0;
  requests = 0;

  /** @param {readonly Outcome[]} outcomes */
  add(outcomes) {
    for (const { status, lateMs } of outcomes) {
      this.requests += 1;
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      if (status === 0) this.hung += 1;
      else if (lateMs > GRACE_MS) this.late += 1;
    }
  }
}

/**
 * So many calls of `ask`, some at a time.
 * @template T
 * @param {number} count
 * @param {number} atOnce
 * @param {(i: number) => Promise<T>} ask
 * @returns {Promise<T[]>}
 */
export async function repeat(count, atOnce, ask) {
  /** @type {T[]} */
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const i = next++;
      results[i] = await ask(i);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, worker));
  return results;
}
