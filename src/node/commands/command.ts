import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Embedder } from '../../engine/index.js';
import { DEFAULT_MODEL } from '../../engine/models/catalog.js';
import type { ModelSource } from '../../engine/models/config/modelSource.js';
import { createNodeEmbedder } from '../createNodeEmbedder.js';
import type { ItemShape } from '../items.js';

/** A command of `npx react-embeddings`. */
export interface Command {
  /** In a line. */
  readonly purpose: string;
  /** What stands behind its name. */
  readonly usage: string;
  /** What each option does. */
  readonly options: Readonly<Record<string, OptionText>>;
  run(args: readonly string[], signal: AbortSignal): Promise<void>;
}

/** An option and what it does. */
export interface OptionText {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly text: string;
}

/** The arguments of a command make no sense: its usage is shown. */
export class UsageError extends Error {}

/** The options that every command with a model has. */
export const MODEL_OPTIONS = {
  model: { type: 'string', text: `id of a model in the catalog (default: ${DEFAULT_MODEL})` },
  models: {
    type: 'string',
    text: 'folder or URL that holds a folder per model (default: the Hugging Face Hub)',
  },
  threads: { type: 'string', text: 'how many threads embed (default: as many as the machine has)' },
} as const satisfies Record<string, OptionText>;

/** The options of a command that reads a model's folder. */
export const SOURCE_OPTIONS = {
  models: {
    type: 'string',
    text: 'where the models lie: a folder or a URL (default: the Hugging Face Hub)',
  },
  revision: { type: 'string', text: 'commit, branch or tag on the Hub (default: main)' },
  dtype: { type: 'string', text: 'which weights: q8, fp32, fp16, int8, … (default: q8, else fp32)' },
} as const satisfies Record<string, OptionText>;

/** The options of a command that reads items. */
export const SHAPE_OPTIONS = {
  text: { type: 'string', text: 'the field that is embedded and searched (default: text)' },
  id: { type: 'string', text: 'the field that tells items apart (default: id, else the text)' },
  field: {
    type: 'string',
    multiple: true,
    text: 'a further field that is searched by words: title, or title=3 where each word counts thrice',
  },
  semantic: { type: 'string', multiple: true, text: 'one of these fields that is embedded, too' },
  language: {
    type: 'string',
    text: 'of the texts, as a tag such as en: words are found in their other forms (default: none)',
  },
} as const satisfies Record<string, OptionText>;

/** What was given for `SHAPE_OPTIONS`. */
interface ShapeWords {
  readonly text?: string | undefined;
  readonly id?: string | undefined;
  readonly field?: readonly string[] | undefined;
  readonly semantic?: readonly string[] | undefined;
  readonly language?: string | undefined;
}

/** @throws {UsageError} for a field whose weight is not a whole number. */
export function shapeOf({ text, id, field = [], semantic, language }: ShapeWords): ItemShape {
  return {
    fields: fieldsOf(field),
    ...(text && { text }),
    ...(id && { id }),
    ...(semantic && { semantic }),
    ...(language && { language }),
  };
}

/** `title` or `title=3`. */
function fieldsOf(args: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    args.map((arg) => {
      const [name = '', weight] = arg.split('=');
      return [name, countOf(weight, 'field') ?? 1];
    }),
  );
}

/** What was given for `MODEL_OPTIONS`. */
export type ModelArguments = { readonly [K in keyof typeof MODEL_OPTIONS]?: string | undefined };

/** Runs `use` with the embedder that the arguments ask for, and ends it. */
export async function withEmbedder(
  { model, models, threads }: ModelArguments,
  use: (embedder: Embedder) => Promise<void>,
): Promise<void> {
  const maxWorkers = countOf(threads, 'threads');
  const embedder = createNodeEmbedder({
    ...(model !== undefined && { model }),
    ...(models !== undefined && { models }),
    ...(maxWorkers !== undefined && { maxWorkers }),
  });
  try {
    await use(embedder);
  } finally {
    await embedder.dispose();
  }
}

/** @throws {UsageError} for an option that is not there, or a wrong number of arguments. */
export function readArguments<const O extends Record<string, OptionText>>(
  args: readonly string[],
  options: O,
  positionals: 0 | 1,
  what = 'file',
): Arguments<O> {
  const parsed = parse(args, options);
  if (parsed.positionals.length !== positionals)
    throw new UsageError(`Give ${positionals === 1 ? 'one' : 'no'} ${what}.`);
  return parsed;
}

/** What `parseArgs` makes of the arguments. */
type Arguments<O extends Record<string, OptionText>> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>;

function parse<O extends Record<string, OptionText>>(args: readonly string[], options: O): Arguments<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A model by the name on the command line: the path of its folder, or what `createEmbedder` takes. */
export async function modelLocation(name: string, models: string | undefined) {
  const folder = (await stat(name).catch(() => undefined))?.isDirectory() ? resolve(name) : undefined;
  if (folder === undefined) return { source: name, models, folder };
  const source: ModelSource = { id: basename(folder), url: pathToFileURL(folder).href };
  // From a folder nothing is stored, so what was read of it once never answers for what is there now.
  return { source, models: dirname(folder), folder };
}

/** A whole number above 0, if there is one. @throws {UsageError} */
export function countOf(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--${name} is ${value}. Give a whole number.`);
}

export function usageOf(name: string, { purpose, usage, options }: Command): string {
  const lines = Object.entries(options).map(
    ([option, { type, text }]) => `  --${`${option}${type === 'string' ? ' …' : ''}`.padEnd(16)} ${text}`,
  );
  return `npx react-embeddings ${name} ${usage}\n\n${purpose}\n\n${lines.join('\n')}`;
}
