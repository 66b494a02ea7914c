// How well vectors tell what texts mean, by the sets that the field uses.

import { dot, mean, ndcg, spearman } from '../../tools/metrics.mjs';
import { VectorStore } from '../../tools/vector-store.mjs';

/** @typedef {import('./page.js').Way} Way */
/** @typedef {(texts: readonly string[], role: 'query' | 'document') => Promise<Float32Array[]>} Embed */

/**
 * Embeds in a page of bench/quality; vectors are stored between runs.
 * @param {import('playwright').Page} page
 * @param {string} model the page's
 * @param {Way} way
 * @returns {Embed}
 */
export function embedIn(page, model, way = 'encoder') {
  const store = new VectorStore(model, way === 'encoder' ? '' : `-${way}`);
  return async (texts, role) => {
    await store.fill(
      texts,
      role,
      async (batch, role) =>
        Buffer.from(
          await page.evaluate(
            ([batch, role, way]) => window.bench.embedTexts(batch, role, way),
            /** @type {const} */ ([batch, role, way]),
          ),
          'base64',
        ),
      `${model}, ${way}`,
    );
    return texts.map((text) => store.get(text, role) ?? new Float32Array(store.dimensions));
  };
}

/**
 * Spearman x 100 between cosines and people's judgements.
 * @param {Embed} embed
 * @param {ReturnType<typeof import('../../tools/datasets.mjs').readStsb>} data
 */
export async function stsb(embed, { pairs, texts }) {
  const vectors = await embed(texts, 'document');
  const place = new Map(texts.map((text, index) => [text, index]));
  const cosines = pairs.map(({ sentences }) => {
    const [first, second] = sentences.map((text) => at(vectors, place.get(text) ?? -1));
    return dot(first ?? [], second ?? []);
  });
  const judged = pairs.map(({ score }) => score);
  return 100 * spearman(cosines, judged);
}

/**
 * nDCG@10 x 100 of whole documents.
 * @param {Embed} embed
 * @param {ReturnType<typeof import('../../tools/datasets.mjs').readScifact>} data
 */
export async function scifact(embed, { documents, queries, judgements }) {
  const vectors = await embed(textsOf(documents), 'document');
  const asked = await embed(textsOf(queries), 'query');
  const gains = queries.map((query, index) => {
    const scored = documents.map(({ id }, i) => ({ id, score: dot(at(asked, index), at(vectors, i)) }));
    const ranked = scored.sort((a, b) => b.score - a.score).map(({ id }) => id);
    return ndcg(ranked, judgements.get(query.id) ?? new Map());
  });
  return 100 * mean(gains);
}

/** @param {readonly { text: string }[]} documents */
export function textsOf(documents) {
  return documents.map(({ text }) => text);
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index
 */
export function at(list, index) {
  const value = list[index];
  if (value === undefined) throw new Error(`A text has no vector: ${index} of ${list.length}.`);
  return value;
}
