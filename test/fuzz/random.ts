import { randomNumbers } from '../../tools/random.mjs';

/** Choices that a seed decides. */
export interface Random {
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** A number that few readers expect. */
  number(): number;
  /** A JSON value that few readers expect. */
  odd(): unknown;
  /** Changes bytes in place. */
  spoil(bytes: Uint8Array): void;
}

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  1.5,
  2,
  127,
  128,
  255,
  256,
  65_535,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e20,
  3e38,
  1e300,
  1e-45,
  1e5,
];
const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const ODD = [null, true, false, '', 'x', '__proto__', '1', [], [null], {}, { id: null }, [[]], '\ud800'];

export function seeded(seed: number): Random {
  const below = randomNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return {
    below,
    pick,
    number: () => pick([...NUMBERS, ...NO_NUMBERS]),
    odd: () => (below(2) === 0 ? pick(NUMBERS) : pick(ODD)),
    spoil(bytes) {
      for (let count = 1 + below(4); count > 0 && bytes.length > 0; count--)
        bytes[below(bytes.length)] = pick([0, 1, 0x7f, 0x80, 0xff, below(256)]);
    },
  };
}
