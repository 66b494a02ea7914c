/**
 * Which row takes the place of one that has gone: the next one that is still there, or else the one before.
 * @param before The ids of the rows while it was there.
 * @param now Those that are there now.
 */
export function neighborOf(
  gone: string,
  before: readonly string[],
  now: readonly string[],
): string | undefined {
  const at = before.indexOf(gone);
  const staying = new Set(now);
  const isThere = (id: string) => staying.has(id);
  return before.slice(at + 1).find(isThere) ?? before.slice(0, at).findLast(isThere);
}
