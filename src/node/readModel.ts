import { setTimeout as sleep } from 'node:timers/promises';
import { EmbedError } from '../engine/errors.js';
import {
  idOf,
  isSpec,
  listFiles,
  locateFolderOf,
  locateSource,
  resolveModel,
} from '../engine/models/catalog.js';
import { describeFolder, type FolderDescription } from '../engine/models/config/describeFolder.js';
import type { Dtype, ModelFolder, ModelSource } from '../engine/models/config/modelSource.js';
import { hubModels } from '../engine/models/hubModels.js';
import type { ModelFile, ModelSpec } from '../engine/models/types.js';
import { remoteFolder } from '../engine/workers/embedding/download/remoteFolder.js';
import type { DownloadTools } from '../engine/workers/embedding/download/request.js';
import { modelsUrlOf } from './createNodeEmbedder.js';
import { fetchWithFiles } from './files.js';

/** Options of {@link readModel}. */
export interface ReadModelOptions {
  /** A folder of models or a URL, as for `createNodeEmbedder`. */
  readonly models?: string | undefined;
  readonly revision?: string | undefined;
  readonly dtype?: string | undefined;
  readonly signal: AbortSignal;
}

/** A model as the loader sees it before it has its files. */
export interface ReadModel {
  readonly choice: ModelSpec | ModelSource;
  readonly id: string;
  /** Its folder below a folder of models. */
  readonly repo: string;
  /** The address of its folder. */
  readonly folder: string;
  readonly license: string | undefined;
  readonly rules: Rules;
  /** Where each rule comes from. */
  readonly reasons: FolderDescription['reasons'] | undefined;
  /** What runs it. An unknown SHA-256 is empty. */
  readonly files: readonly ModelFile[];
  /** The small files that the rules were read from. */
  readonly describing: readonly string[];
  readonly tools: DownloadTools;
}

type Rules = Pick<
  FolderDescription,
  | 'pooling'
  | 'normalize'
  | 'prompts'
  | 'maxTokens'
  | 'dimensions'
  | 'fullDimensions'
  | 'dense'
  | 'static'
  | 'bert'
>;

/**
 * Reads what a page would read of a model before it loads it: the catalog, or the files of its folder.
 * @throws {EmbedError} as `createEmbedder` and its load.
 */
export async function readModel(model: string | ModelSource, options: ReadModelOptions): Promise<ReadModel> {
  const tools = toolsFor(options.signal);
  const choice = chosen(model, options);
  const modelsUrl = modelsUrlOf(options.models);
  if (isSpec(choice)) {
    const { id, repo, license, files } = choice;
    const folder = locateFolderOf(choice, modelsUrl);
    const facts = { id, repo, folder, license, files: listFiles(files), describing: [] };
    return { ...facts, choice, rules: choice, reasons: undefined, tools };
  }
  const folder = locateSource(choice, modelsUrl);
  const remote = remoteFolder(folder, tools);
  const describing: string[] = [];
  const noting: ModelFolder = {
    has: remote.has,
    async json(path) {
      const content = await remote.json(path);
      if (content !== undefined) describing.push(path);
      return content;
    },
  };
  const { tokenizer, weights, others, reasons, ...rules } = await describeFolder(noting, choice);
  const files: ModelFile[] = [];
  for (const path of [tokenizer, weights, ...others])
    files.push({
      path,
      bytes: await remote.bytesOf(path),
      sha256: await toldSha256(`${folder}/${path}`, tools),
    });
  const license = hubModels.find(({ repo }) => repo === choice.repo)?.license;
  const repo = choice.repo ?? '';
  return { choice, id: idOf(choice), repo, folder, license, rules, reasons, files, describing, tools };
}

/** What asks servers and reads folders, until `signal` aborts. */
export function toolsFor(signal: AbortSignal): DownloadTools {
  const fetchFile = fetchWithFiles(globalThis.fetch);
  return {
    signal,
    fetch: (url, init) => {
      signal.throwIfAborted();
      const both = init?.signal ? AbortSignal.any([signal, init.signal]) : signal;
      return fetchFile(url, { ...init, signal: both });
    },
    wait: (ms) => sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted()),
  };
}

function chosen(model: string | ModelSource, { revision, dtype }: ReadModelOptions): ModelSpec | ModelSource {
  const choice = resolveModel(model);
  if (revision === undefined && dtype === undefined) return choice;
  if (isSpec(choice))
    throw new EmbedError(
      'invalid-input',
      `The catalog names the files of ${choice.id}. Leave --revision and --dtype out, or name a model by owner/name.`,
    );
  return {
    ...choice,
    ...(revision !== undefined && { revision }),
    ...(dtype !== undefined && { dtype: dtype as Dtype }), // describeFolder checks it
  };
}

const REDIRECTS = 3;

/** The SHA-256 that the Hub tells of large files, in its own answer before it sends one elsewhere; else an empty text. */
async function toldSha256(url: string, { fetch = globalThis.fetch }: DownloadTools): Promise<string> {
  let address = url;
  for (let hop = 0; hop <= REDIRECTS && /^https?:/.test(address); hop += 1) {
    const response = await fetch(address, { method: 'HEAD', redirect: 'manual' }).catch(() => undefined);
    const told = /^"?([0-9a-f]{64})"?$/.exec(response?.headers.get('x-linked-etag') ?? '')?.[1];
    const next = response?.headers.get('location');
    if (told || !next) return told ?? '';
    address = new URL(next, address).href;
  }
  return '';
}
