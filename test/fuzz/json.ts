import type { Random } from './random.js';

/** A copy of a JSON value in which one to three places are missing, doubled, or have other values. */
export function mutatedJson(value: unknown, random: Random): unknown {
  let copy: unknown = structuredClone(value);
  for (let count = 1 + random.below(3); count > 0; count--) copy = change(copy, random, 6);
  return copy;
}

function change(value: unknown, random: Random, depth: number): unknown {
  const isTree = typeof value === 'object' && value !== null;
  if (!isTree || depth === 0 || random.below(8) === 0) return random.odd();
  const keys = Object.keys(value);
  if (keys.length === 0) return random.odd();
  const key = random.pick(keys);
  if (Array.isArray(value)) {
    const at = Number(key);
    if (random.below(5) === 0) return value.toSpliced(at, random.below(2), value[random.below(value.length)]);
    return value.with(at, change(value[at], random, depth - 1));
  }
  const entries = value as Record<string, unknown>; // a tree that is not a list
  if (random.below(6) === 0)
    return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== key));
  return { ...entries, [key]: change(entries[key], random, depth - 1) };
}
