// Fields of a parsed tokenizer.json, of the type that the fast path reads them as.

export type Json = Readonly<Record<string, unknown>>;

/** A tokenizer.json is not of the kind that the fast path is exact for. The message says what it has. */
export class UnsupportedTokenizer extends Error {}

export function object(value: unknown, otherwise: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json; // just checked
  throw new UnsupportedTokenizer(otherwise);
}

export function array(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnsupportedTokenizer(`a ${name} that is not a list`);
}

export function string(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new UnsupportedTokenizer(`a ${name} that is not a string`);
}

export function oneOf(value: unknown, known: readonly string[], name: string): string {
  if (typeof value === 'string' && known.includes(value)) return value;
  throw new UnsupportedTokenizer(`a ${name} ${value}`);
}

export function boolean(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new UnsupportedTokenizer(`a ${name} that is neither true nor false`);
}

export function number(value: unknown, name: string): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32) return Number(value);
  throw new UnsupportedTokenizer(`a ${name} that is not a whole number`);
}
