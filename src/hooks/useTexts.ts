'use client';

import { useState } from 'react';
import { EmbedError } from '../engine/index.js';

/** Items and how to read them: items that are texts need no `getText`. It is called for each item at each render. */
export type SearchableItems<T> = { readonly items: readonly T[] } & (T extends string
  ? { readonly getText?: (item: T) => string }
  : { readonly getText: (item: T) => string });

/** The texts of the items: the same array as long as they are the same texts, whatever becomes of the items. */
export function useTexts<T>(
  items: readonly T[],
  getText: ((item: T) => string) | undefined,
): readonly string[] {
  const texts = items.map((item, index) => textOf(getText ? getText(item) : item, index));
  const [kept, keep] = useState<readonly string[]>(texts);
  if (isSameList(kept, texts)) return kept;
  keep(texts);
  return texts;
}

function textOf(value: unknown, index: number): string {
  if (typeof value === 'string') return value;
  throw new EmbedError(
    'invalid-input',
    `Item ${index} has no text: getText must return a string for each item.`,
    {
      details: { index },
    },
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
