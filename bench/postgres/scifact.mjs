// SciFact in PostgreSQL beside the same in an index of the browser: nDCG, and how many of the ten best are in the same place, of
// the claims whose words are all in some document. Others are corrected as typos, in the browser alone.

import { mean, ndcg } from '../../tools/metrics.mjs';
import { round } from './numbers.mjs';
import { scifactVectors } from './scifact-vectors.mjs';
import { searchClient } from './search-times.mjs';
import { MODEL, parts } from './sources.mjs';

/** @typedef {Awaited<ReturnType<typeof scifactVectors>>['documents']} Documents */

/**
 * @param {import('./sources.mjs').Pool} pool
 * @param {string} data where SciFact lies
 */
export async function compareScifact(pool, data) {
  const { documents, queries, judgements } = await scifactVectors(data);
  const engine = await browserIndex(documents);
  const index = parts.createPostgresIndex({ pool, name: 'scifact', model: MODEL });
  await index.load(documents.map((document) => ({ ...document, item: {} })));
  const search = searchClient(pool, 'scifact');
  const known = new Set(documents.flatMap(({ text }) => wordsOf(text)));
  let [same, places] = [0, 0];
  /** @type {{ local: number[], server: number[] }} */
  const gains = { local: [], server: [] };
  for (const { id, text, vector } of queries) {
    const { hits } = await engine.search(
      {
        ...{ query: text, vector, mode: 'hybrid', limit: 10, minScore: Number.NEGATIVE_INFINITY },
        ...{ prefix: false, fusion: 'weighted-mean', semanticWeight: 0.7, searchId: 0 },
      },
      () => false,
    );
    const local = hits.map(({ docId }) => documents[docId]?.id ?? '');
    const remote = await search({ mode: 'hybrid', text, vector });
    if (wordsOf(text).every((word) => known.has(word))) {
      same += local.filter((id, rank) => remote[rank] === id).length;
      places += local.length;
    }
    const grades = judgements.get(id) ?? new Map();
    gains.local.push(ndcg(local, grades));
    gains.server.push(ndcg(remote, grades));
  }
  return {
    same: same / places,
    queries: queries.length,
    ndcg: { browser: round(100 * mean(gains.local)), postgres: round(100 * mean(gains.server)) },
  };
}

/** @param {string} text */
function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** What runs in the search worker of a page, with these documents. @param {Documents} documents */
async function browserIndex(documents) {
  const engine = new parts.SearchEngine();
  engine.documents.put(
    documents.map(({ text }, docId) => ({ docId, text })),
    true,
  );
  const { dimensions } = MODEL;
  for (const [docId, { passages }] of documents.entries()) {
    const data = new Float32Array(passages.length * dimensions);
    for (const [i, { vector }] of passages.entries()) data.set(vector, i * dimensions);
    const spans = passages.map(({ start, end }) => ({ start, end }));
    await engine.vectors.put({
      documents: [{ docId, passages: spans }],
      data,
      dimensions,
      precision: 'float32',
    });
  }
  return engine;
}
