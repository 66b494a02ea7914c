// Documents for benchmarks: texts of words as frequent as words are, and vectors that lie in groups, as those of texts do.

import { randomNumbers } from '../../tools/random.mjs';

const DIMENSIONS = 384;
/** Text vectors lie near a space of far fewer dimensions. */
const LATENT = 48;
const GROUPS = 2_000;
const VOCABULARY = 50_000;
const WORDS = 50;
const SPREAD = 0.6;

/** @param {number} seed */
export function madeCorpus(seed) {
  const below = randomNumbers(seed);
  const random = () => below(2 ** 24) / 2 ** 24;
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const axes = Float32Array.from({ length: LATENT * DIMENSIONS }, normal);
  const groups = Float32Array.from({ length: GROUPS * LATENT }, normal);

  function vector() {
    const group = below(GROUPS) * LATENT;
    const made = new Float32Array(DIMENSIONS);
    for (let i = 0; i < LATENT; i++) {
      const weight = Number(groups[group + i]) + SPREAD * normal();
      for (let j = 0; j < DIMENSIONS; j++)
        made[j] = Number(made[j]) + weight * Number(axes[i * DIMENSIONS + j]);
    }
    const length = Math.sqrt(made.reduce((sum, value) => sum + value * value, 0));
    return made.map((value) => value / length);
  }

  /** Zipf's law: the word of rank r is 1/r as frequent. @param {number} words */
  const text = (words = WORDS) =>
    Array.from({ length: words }, () => `w${Math.floor(VOCABULARY ** random())}`).join(' ');

  return { vector, text };
}
