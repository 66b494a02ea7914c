import { readFile } from 'node:fs/promises';
import { type Embedder, EmbedError, type SearchIndex } from '../../engine/index.js';
import { DEFAULT_MODEL } from '../../engine/models/catalog.js';
import { isIndexFile } from '../../engine/workers/search/indexFileFormat.js';
import { readIndexFile } from '../../engine/workers/search/readIndexFile.js';
import { createNodeSearchIndex } from '../createNodeSearchIndex.js';
import { evaluateIndex, MODES } from '../evaluate/evaluateIndex.js';
import { type LabeledQuery, parseQueries } from '../evaluate/labeledQueries.js';
import type { Measures } from '../evaluate/measures.js';
import { type FileItem, parseItems, readersOf } from '../items.js';
import { decodeText } from '../text.js';
import {
  type Command,
  MODEL_OPTIONS,
  readArguments,
  SHAPE_OPTIONS,
  shapeOf,
  UsageError,
  withEmbedder,
} from './command.js';
import { progressLine } from './progressLine.js';

const OPTIONS = {
  index: {
    type: 'string',
    text: 'what is searched: a file that `index` made, or items.jsonl, which are embedded first',
  },
  ...MODEL_OPTIONS,
  model: {
    type: 'string',
    multiple: true,
    text: `id of a model in the catalog; several are compared (default: ${DEFAULT_MODEL})`,
  },
  ...SHAPE_OPTIONS,
  json: { type: 'boolean', text: 'print one JSON object instead of a table' },
} as const;

/** One line of the table: what a model found in a mode. */
interface Row extends Measures {
  readonly model: string;
  readonly mode: string;
}

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** `npx react-embeddings evaluate`: how well an index answers queries whose answers are known. */
export const evaluateCommand: Command = {
  purpose:
    'Measures what an index finds for queries whose answers you know: by words, by meaning and by both.',
  usage: 'queries.jsonl --index items.index',
  options: OPTIONS,
  async run(args, signal) {
    const { values, positionals } = readArguments(args, OPTIONS, 1);
    if (values.index === undefined) throw new UsageError('Name what is searched, with --index.');
    const [path = ''] = positionals;
    const queries = parseQueries(decodeText(await readFile(path), path), path);
    const source = await readSource(values.index);
    assertKnown(source, queries, values);
    const rows: Row[] = [];
    for (const model of values.model ?? [undefined])
      await withEmbedder({ ...values, model }, async (embedder) => {
        rows.push(...(await rowsOf(embedder, source, queries, values, signal)));
      });
    console.log(values.json ? JSON.stringify({ queries: queries.length, rows }) : tableOf(rows));
  },
};

async function rowsOf(
  embedder: Embedder,
  source: Source,
  queries: readonly LabeledQuery[],
  values: Values,
  signal: AbortSignal,
): Promise<Row[]> {
  const index = await indexOf(embedder, source, values);
  try {
    await index.build({ signal });
    await index.calibrate({ signal });
    const progress = progressLine('searches');
    const measured = await evaluateIndex(index, queries, { signal, onProgress: progress.show });
    progress.end();
    return MODES.map((mode) => ({ model: embedder.model.id, mode, ...measured[mode] }));
  } finally {
    await index.dispose();
  }
}

/** The index to search: that of a file, or one of items. Without the vectors that are missing. */
async function indexOf(embedder: Embedder, source: Source, values: Values): Promise<SearchIndex<FileItem>> {
  const index = createNodeSearchIndex<FileItem>({ embedder, ...readersOf(source.items, shapeOf(values)) });
  try {
    if (source.file) await index.import(source.file);
    else index.add(source.items);
    return index;
  } catch (error) {
    await index.dispose();
    throw error;
  }
}

/** What is searched. */
interface Source {
  readonly items: readonly FileItem[];
  /** The index that was made of them, if so. */
  readonly file?: Uint8Array;
}

async function readSource(path: string): Promise<Source> {
  const bytes = await readFile(path);
  if (!isIndexFile(bytes)) return { items: parseItems(decodeText(bytes, path), path) };
  const { items } = await readIndexFile(bytes);
  return { items: items.map((item): FileItem => JSON.parse(item)), file: bytes };
}

/** @throws {EmbedError} `invalid-input` when a query's answer is not among the items: a slip, or another index. */
function assertKnown({ items }: Source, queries: readonly LabeledQuery[], values: Values): void {
  const { getText, getId = getText } = readersOf(items, shapeOf(values));
  const ids = new Set(items.map(getId));
  const unknown = queries.flatMap(({ relevant }) => [...relevant.keys()]).filter((id) => !ids.has(id));
  if (unknown.length === 0) return;
  const some = [...new Set(unknown)].slice(0, 3).join(', ');
  throw new EmbedError('invalid-input', `The index has no item with the id ${some}, which the queries name.`);
}

const COLUMNS = {
  'nDCG@10': 'ndcg10',
  'hit@1': 'hit1',
  'hit@5': 'hit5',
  'hit@10': 'hit10',
  'MRR@10': 'mrr10',
  'nothing here': 'nothingHereRecall',
  'wrongly so': 'nothingHereFalse',
} as const;

/** A table in Markdown: in percent, and a dash where there was no such query. */
function tableOf(rows: readonly Row[]): string {
  const percent = (share: number) => (Number.isNaN(share) ? '-' : (100 * share).toFixed(1));
  const lines = [
    ['model', 'mode', ...Object.keys(COLUMNS)],
    ...rows.map((row) => [row.model, row.mode, ...Object.values(COLUMNS).map((name) => percent(row[name]))]),
  ];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const textOf = (line: readonly string[]) =>
    `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = lines;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [textOf(head), rule, ...body.map(textOf)].join('\n');
}
