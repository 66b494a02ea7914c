// The vectors of a retrieval set's passages and queries, as this library makes them in Chromium, and stores them (vector-store.mjs).

import { VectorStore } from '../../tools/vector-store.mjs';

/** @typedef {import('../../tools/datasets.mjs').Text} Text */
/** @typedef {import('../../tools/vector-store.mjs').TextSpan} TextSpan */
/** @typedef {{ name: string, documents: Text[], queries: Text[] }} Set */
/** @typedef {{ spans: TextSpan[][], passages: Float32Array[][], queries: Float32Array[] }} SetVectors passages of each document */

/**
 * @param {string} model its id
 * @param {Set} set
 * @returns {SetVectors | undefined} `undefined` if any is not stored
 */
export function storedVectors(model, { documents, queries }) {
  const store = new VectorStore(model);
  const spans = documents.map(({ text }) => store.storedSpans(text));
  const passages = documents.map(({ text }, i) =>
    spans[i]?.map(({ start, end }) => store.get(text.slice(start, end), 'document')),
  );
  const asked = queries.map(({ text }) => store.get(text, 'query'));
  const isComplete = passages.every((own) => own?.every(Boolean)) && asked.every(Boolean);
  return isComplete ? /** @type {SetVectors} */ ({ spans, passages, queries: asked }) : undefined;
}

/**
 * Makes what is not stored.
 * @param {import('playwright').Page} page of bench/page, with the model
 * @param {string} model its id
 * @param {Set} set
 * @returns {Promise<SetVectors>}
 */
export async function setVectors(page, model, set) {
  const store = new VectorStore(model);
  /** @type {string[]} */
  const parts = [];
  for (const { text } of set.documents) {
    const spans = await store.spansOf(text, (text) =>
      page.evaluate((text) => window.bench.passagesOf(text), text),
    );
    parts.push(...spans.map(({ start, end }) => text.slice(start, end)));
  }
  /** @type {import('../../tools/vector-store.mjs').Embed} */
  const embed = async (texts, role) => {
    const base64 = await page.evaluate(
      ([texts, role]) => window.bench.embedTexts(texts, role, 'encoder'),
      /** @type {const} */ ([texts, role]),
    );
    return Buffer.from(base64, 'base64');
  };
  await store.fill(
    set.queries.map(({ text }) => text),
    'query',
    embed,
    `${model}, ${set.name}`,
  );
  await store.fill(parts, 'document', embed, `${model}, ${set.name}`);
  const stored = storedVectors(model, set);
  if (!stored) throw new Error(`The vectors of ${set.name} were not stored.`);
  return stored;
}
