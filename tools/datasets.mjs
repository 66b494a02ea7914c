// Reads the data sets that npm run quality measures with, from a folder beside the checkout.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * Sentence pairs of STS-B, and how alike people find them.
 * @param {string} folder
 * @param {'dev' | 'test'} part
 * @param {string} language that they are translated to
 */
export function readStsb(folder, part, language = 'en') {
  const pairs = parseCsv(readFileSync(join(folder, `stsb/stsb-${language}-${part}.csv`), 'utf8'));
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
 * Cranfield: titles and abstracts on aerodynamics, questions by their place, and the abstracts that answer them.
 * @param {string} folder
 */
export function readCranfield(folder) {
  const read = (/** @type {string} */ name) => readFileSync(join(folder, 'cranfield', name), 'utf8');
  const documents = Array.from(
    read('cran.all.1400.xml').matchAll(
      /<docno>(.*?)<\/docno>\s*<title>([\s\S]*?)<\/title>[\s\S]*?<text>([\s\S]*?)<\/text>/g,
    ),
    ([, id = '', title = '', text = '']) => ({ id: id.trim(), text: plain(`${title} ${text}`) }),
  );
  const queries = Array.from(
    read('cran.qry.xml').matchAll(/<title>([\s\S]*?)<\/title>/g),
    ([, text = ''], i) => ({
      id: String(i + 1),
      text: plain(text),
    }),
  );
  const rows = lines(read('cranqrel.trec.txt')).map((line) => line.trim().split(/\s+/));
  const judged = rows.filter(([, , , grade]) => Number(grade) > 0);
  return collection(
    documents,
    queries,
    pairs(judged.map(([query = '', , document = '']) => [query, document])),
  );
}

/**
 * CISI: titles and abstracts on information science, those of its questions that were judged, and what answers them.
 * @param {string} folder
 */
export function readCisi(folder) {
  const read = (/** @type {string} */ name) => readFileSync(join(folder, 'cisi', name), 'utf8');
  const documents = records(read('CISI.ALL')).map(({ id, T = '', W = '' }) => ({
    id,
    text: plain(`${T} ${W}`),
  }));
  const queries = records(read('CISI.QRY')).map(({ id, T = '', W = '' }) => ({
    id,
    text: plain(`${T} ${W}`),
  }));
  const rows = lines(read('CISI.REL')).map((line) => line.trim().split(/\s+/));
  return collection(documents, queries, pairs(rows.map(([query = '', document = '']) => [query, document])));
}

/**
 * @typedef {{ id: string, text: string }} Text
 * @typedef {ReadonlyMap<string, ReadonlyMap<string, number>>} Judgements query id -> document id -> grade
 */

/**
 * @param {Text[]} documents
 * @param {Text[]} queries
 * @param {Judgements} judgements
 */
function collection(documents, queries, judgements) {
  return { documents, queries: queries.filter(({ id }) => judgements.has(id)), judgements };
}

/**
 * The records of SMART's format: `.I` begins one, `.T`, `.W` and other letters its parts.
 * @param {string} text
 * @returns {({ id: string } & Record<string, string>)[]}
 */
function records(text) {
  return text
    .split(/^\.I +/m)
    .slice(1)
    .map((record) => {
      const [id = '', ...parts] = record.split(/^\.([A-Z])[ \t]*$/m);
      const named = parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? '']] : []));
      return { ...Object.fromEntries(named), id: id.trim() };
    });
}

/** @param {readonly (readonly [query: string, document: string])[]} judged */
function pairs(judged) {
  /** @type {Map<string, Map<string, number>>} */
  const judgements = new Map();
  for (const [query, document] of judged)
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, 1));
  return judgements;
}

/** @param {string} text */
function plain(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/** @param {string} text */
function lines(text) {
  return text.trimEnd().split('\n');
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
