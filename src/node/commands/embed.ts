import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { parseItems, readersOf } from '../items.js';
import { type Command, MODEL_OPTIONS, readWords, UsageError, withEmbedder } from './command.js';
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

const TEXTS_AT_ONCE = 512;

/** `npx react-embeddings embed`: the vectors of texts. */
export const embedCommand: Command = {
  purpose:
    'Makes the vectors of texts, one JSON value a line: .jsonl with a list a line, or .f32 with floats only.',
  usage: 'texts.jsonl --out vectors.jsonl',
  options: OPTIONS,
  async run(words, signal) {
    const { values, positionals } = readWords(words, OPTIONS, 1);
    const { out, text, role = 'document' } = values;
    if (out === undefined) throw new UsageError('Name the file to write, with --out.');
    if (role !== 'document' && role !== 'query') throw new UsageError(`--role is ${role}.`);
    const [path = ''] = positionals;
    const items = parseItems(await readFile(path, 'utf8'), path);
    const texts = items.map(readersOf(items, text === undefined ? {} : { text }).getText);
    await withEmbedder(values, async (embedder) => {
      const progress = progressLine('texts');
      const file = createWriteStream(out);
      for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
        const part = texts.slice(from, from + TEXTS_AT_ONCE);
        for (const vector of await embedder.embedMany(part, { role, signal }))
          if (!file.write(out.endsWith('.f32') ? new Uint8Array(vector.buffer) : lineOf(vector)))
            await once(file, 'drain');
        progress.show(from + part.length, texts.length);
      }
      file.end();
      await finished(file);
      progress.end();
      const { model, space } = embedder;
      console.log(`${out}: ${texts.length} vectors of ${model.dimensions} numbers, ${space}`);
    });
  },
};

const lineOf = (vector: Float32Array) => `${JSON.stringify([...vector])}\n`;
