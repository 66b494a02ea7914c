import { readFile } from 'node:fs/promises';
import type { Embedder } from '../../engine/index.js';
import { parseItems, readersOf } from '../items.js';
import { decodeText } from '../text.js';
import { writeWhole } from '../writeWhole.js';
import { type Command, MODEL_OPTIONS, readArguments, UsageError, withEmbedder } from './command.js';
import { progressLine } from './progressLine.js';

const OPTIONS = {
  out: {
    type: 'string',
    text: 'the file to write: the vectors in the order of the lines, as JSON or, for .f32, as floats',
  },
  ...MODEL_OPTIONS,
  text: { type: 'string', text: 'the field that is embedded (default: text)' },
  role: { type: 'string', text: 'what the texts are: document (default) or query' },
} as const;

const TEXTS_PER_BATCH = 512;

/** `npx react-embeddings embed`: the vectors of texts. */
export const embedCommand: Command = {
  purpose:
    'Makes the vectors of texts, one JSON value a line: .jsonl with a list a line, or .f32 with floats only.',
  usage: 'texts.jsonl --out vectors.jsonl',
  options: OPTIONS,
  async run(args, signal) {
    const { values, positionals } = readArguments(args, OPTIONS, 1);
    const { out, text, role = 'document' } = values;
    if (out === undefined) throw new UsageError('Name the file to write, with --out.');
    if (role !== 'document' && role !== 'query') throw new UsageError(`--role is ${role}.`);
    const [path = ''] = positionals;
    const items = parseItems(decodeText(await readFile(path), path), path);
    const texts = items.map(readersOf(items, text === undefined ? {} : { text }).getText);
    await withEmbedder(values, async (embedder) => {
      await writeWhole(out, piecesOf(texts, embedder, { isFloats: out.endsWith('.f32'), role, signal }));
      const { model, space } = embedder;
      console.log(`${out}: ${texts.length} vectors of ${model.dimensions} numbers, ${space}`);
    });
  },
};

interface PieceOptions {
  /** Floats only, not lines. */
  readonly isFloats: boolean;
  readonly role: 'document' | 'query';
  readonly signal: AbortSignal;
}

/** The content of the file, as it is made. */
async function* piecesOf(
  texts: readonly string[],
  embedder: Embedder,
  { isFloats, role, signal }: PieceOptions,
): AsyncGenerator<Uint8Array | string> {
  const progress = progressLine('texts');
  for (let from = 0; from < texts.length; from += TEXTS_PER_BATCH) {
    const part = texts.slice(from, from + TEXTS_PER_BATCH);
    for (const vector of await embedder.embedMany(part, { role, signal }))
      yield isFloats ? new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength) : lineOf(vector);
    progress.show(from + part.length, texts.length);
  }
  progress.end();
}

const lineOf = (vector: Float32Array) => `${JSON.stringify([...vector])}\n`;
