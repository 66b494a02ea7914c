import type { QueryClient, QueryKey } from '@tanstack/react-query';

const textsOf = new WeakMap<readonly Float32Array[], readonly string[]>();

/** Notes which texts the vectors of a list are of, so that other lists can share them. */
export function rememberTexts(
  vectors: readonly Float32Array[],
  texts: readonly string[],
): readonly Float32Array[] {
  textsOf.set(vectors, texts);
  return vectors;
}

/**
 * The vectors of those of `texts` that other lists in the query client have: a list of a thousand texts of which one is edited is
 * a new list, and would hold 1.5 MB of copies each time.
 * @param key The key of the list; its last part tells lists of one kind, space and settings apart.
 */
export function sharedVectors(
  client: QueryClient,
  key: QueryKey,
  texts: readonly string[],
): Map<string, Float32Array> {
  const wanted = new Set(texts);
  const known = new Map<string, Float32Array>();
  for (const [, list] of client.getQueriesData<readonly Float32Array[]>({ queryKey: key.slice(0, -1) })) {
    const others = list && textsOf.get(list);
    for (const [i, text] of (others ?? []).entries()) {
      const vector = list?.[i];
      if (vector && wanted.has(text)) known.set(text, vector);
    }
  }
  return known;
}
