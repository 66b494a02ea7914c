import { join } from 'node:path';
import { EmbedError } from '../../engine/errors.js';
import { request } from '../../engine/workers/embedding/download/request.js';
import { readBert } from '../../engine/workers/embedding/formats/readBert.js';
import type { ReadModel } from '../readModel.js';
import { resolveInside } from '../resolveInside.js';
import { writeWhole } from '../writeWhole.js';
import { idsForLanguages, LANGUAGES_FILE, narrowed, readLanguages, writeLanguages } from './languages.js';
import { pruneRows } from './pruneRows.js';
import { readUnigram } from './pruneTokenizer.js';

/** What is left of a model. */
export interface PrunedModel {
  /** The file of its weights, and its size in bytes before and after. */
  readonly path: string;
  readonly before: number;
  readonly bytes: number;
  readonly pieces: number;
}

/**
 * Writes a model's folder with the pieces that texts in some languages use. Its weights are as they were, bit for bit; the
 * table of words has fewer rows.
 * @param to the folder of the new model
 * @param languages of those that its `languages.json` knows
 * @throws {EmbedError} `invalid-input` for a model without `languages.json`, a language that it does not have, and one that
 * is no BERT with a vocabulary of the kind Unigram
 */
export async function pruneModel(
  model: ReadModel,
  to: string,
  languages: readonly string[],
): Promise<PrunedModel> {
  const { id, folder, files, describing, rules, tools } = model;
  const bytesOf = async (path: string) =>
    new Uint8Array(await (await request(`${folder}/${path}`, tools, {})).arrayBuffer());
  const textOf = async (path: string) => new TextDecoder().decode(await bytesOf(path));
  const [tokenizer = '', weights = '', ...others] = files.map(({ path }) => path);
  const unigram = readUnigram(await textOf(tokenizer));
  const known = readLanguages(await textOf(LANGUAGES_FILE).catch(noLanguages(id)), unigram.pieces.length);
  const strange = languages.find((language) => !known.languages.includes(language));
  if (strange !== undefined || languages.length === 0)
    throw new EmbedError('invalid-input', `${id} has the languages ${known.languages.join(', ')} alone.`);
  const ids = idsForLanguages(unigram.pieces, known, languages, unigram.specials);
  const original = await bytesOf(weights);
  const pruned = pruneRows(original, rowsOf(original, id, rules.bert), ids);
  const write = async (path: string, content: Uint8Array | string) =>
    writeWhole(await resolveInside(to, path), content);
  await write(weights, pruned);
  await write(tokenizer, unigram.prune(ids));
  await write(LANGUAGES_FILE, writeLanguages(narrowed(known, ids, languages)));
  for (const path of [...others, ...describing]) await write(path, await bytesOf(path));
  const path = join(to, weights);
  return { path, before: original.length, bytes: pruned.length, pieces: ids.length };
}

/** How many words the table of a BERT has. */
function rowsOf(file: Uint8Array, id: string, bert: ReadModel['rules']['bert']): number {
  const read = readBert(file, bert);
  if ('weights' in read) return read.weights.words.rows;
  throw new EmbedError('invalid-input', `${id} cannot be pruned: ${read.foreign}. Only BERTs in ONNX are.`);
}

const noLanguages = (id: string) => (cause: unknown) => {
  throw new EmbedError(
    'invalid-input',
    `${id} has no ${LANGUAGES_FILE}, which tells the languages of its pieces. multilingual-e5-small has one.`,
    { cause },
  );
};
