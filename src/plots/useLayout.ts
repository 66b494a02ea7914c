'use client';

import { useEffect, useState } from 'react';
import { assertSemantic, EmbedError, principalComponents } from '../engine/index.js';
import type { Coordinates, MapLayout } from './layout.js';

/** The coordinates of a map, why it has none, or neither while they are on their way. */
export interface Layout {
  readonly coordinates?: Coordinates;
  readonly error?: Error;
}

/** What an outcome is of: that of other vectors, or by another layout, is stale. */
interface Outcome extends Layout {
  readonly of: readonly Float32Array[];
  readonly by: MapLayout;
}

export interface LayoutOptions {
  readonly vectors: readonly Float32Array[];
  readonly coordinates?: Coordinates | undefined;
  readonly layout?: MapLayout | undefined;
  readonly requireSemantic?: boolean | undefined;
}

/** The coordinates of vectors: those that are given, or those that a layout finds, again when the vectors change. */
export function useLayout({
  coordinates,
  layout = principalComponents,
  requireSemantic = true,
  ...given
}: LayoutOptions): Layout {
  const vectors = useSameList(given.vectors);
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (coordinates) return;
    const ended = new AbortController();
    placeAll(vectors, layout, requireSemantic, ended.signal).then((settled) => {
      if (!ended.signal.aborted) setOutcome({ ...settled, of: vectors, by: layout });
    });
    return () => ended.abort();
  }, [vectors, layout, coordinates, requireSemantic]);
  if (coordinates) return { coordinates };
  return outcome?.of === vectors && outcome.by === layout ? outcome : PENDING;
}

const PENDING: Layout = {};

async function placeAll(
  vectors: readonly Float32Array[],
  layout: MapLayout,
  requireSemantic: boolean,
  signal: AbortSignal,
): Promise<Layout> {
  await undefined; // StrictMode unmounts at once, only to mount again: nothing has begun by then
  try {
    signal.throwIfAborted();
    if (requireSemantic) assertSemantic(vectors);
    const coordinates = await layout(vectors, { signal });
    if (coordinates.length === 2 * vectors.length) return { coordinates };
    throw new EmbedError('invalid-input', WRONG_LENGTH, {
      details: { vectors: vectors.length, numbers: coordinates.length },
    });
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const WRONG_LENGTH = 'A layout must give x and y for each vector.';

/** The first of several lists that hold the same: an app may make its list anew at each render. */
function useSameList<T>(list: readonly T[]): readonly T[] {
  const [kept, setKept] = useState(list);
  if (kept === list) return kept;
  if (kept.length === list.length && kept.every((item, i) => item === list[i])) return kept;
  setKept(list);
  return list;
}
