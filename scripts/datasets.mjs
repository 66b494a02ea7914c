// Reads the data sets that npm run quality measures with, from a folder beside the checkout.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * Sentence pairs of STS-B, and how alike people find them.
 * @param {string} folder
 * @param {'dev' | 'test'} part
 */
export function readStsb(folder, part) {
  const pairs = parseCsv(readFileSync(join(folder, `stsb/stsb-en-${part}.csv`), 'utf8'));
  return { pairs, texts: [...new Set(pairs.flatMap(({ sentences }) => sentences))] };
}

/**
 * SciFact: abstracts, the claims that were judged, and the grade of each abstract for a claim.
 * @param {string} folder
 */
export function readScifact(folder) {
  const path = (/** @type {string} */ name) => join(folder, 'scifact', name);
  const judgements = readJudgements(path('qrels_test.tsv'));
  const abstracts = jsonLines(gunzipSync(readFileSync(path('corpus.jsonl.gz'))));
  const claims = jsonLines(readFileSync(path('queries_test.jsonl')));
  return {
    judgements,
    documents: abstracts.map(({ _id, title, text }) => ({ id: _id, text: `${title} ${text}`.trim() })),
    queries: claims.filter(({ _id }) => judgements.has(_id)).map(({ _id, text }) => ({ id: _id, text })),
  };
}

/**
 * @param {Buffer} bytes
 * @returns {{ _id: string, title: string, text: string }[]}
 */
function jsonLines(bytes) {
  const rows = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return rows.map((row) => ({ ...row, _id: String(row._id) }));
}

/**
 * Query id -> document id -> grade.
 * @param {string} file
 */
function readJudgements(file) {
  /** @type {Map<string, Map<string, number>>} */
  const judgements = new Map();
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)) {
    const [query = '', document = '', grade] = line.split('\t');
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(grade)));
  }
  return judgements;
}

/**
 * Sentence pairs and their score, from comma-separated values where quotes hold commas and doubled quotes.
 * @param {string} text
 */
function parseCsv(text) {
  const fields = /("(?:[^"]|"")*"|[^,]*)(?:,|$)/g;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const values = Array.from(line.matchAll(fields), ([, field = '']) =>
        field.replace(/^"|"$/g, '').replaceAll('""', '"'),
      );
      return { sentences: values.slice(0, 2), score: Number(values[2]) };
    });
}
