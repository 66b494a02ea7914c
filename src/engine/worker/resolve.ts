import { describeFolder } from '../describe/describeFolder.js';
import type { Json, ModelFolder } from '../describe/source.js';
import { digestOfTexts } from '../digest.js';
import { EmbedError } from '../errors.js';
import { type ModelNote, modelName, readNote } from '../modelStore/places.js';
import type { ModelFile, ModelSpec } from '../models.js';
import type { SourceInput } from '../protocol.js';
import { attempts } from './download/attempts.js';
import { type DownloadTools, failed, request } from './download/request.js';
import type { FileStore } from './store/fileStore.js';

/** A model whose folder was read, and under which name that is noted. */
export interface ResolvedModel {
  readonly spec: ModelSpec;
  readonly noteName: string;
  /** Whether an earlier visit has read it. */
  readonly isNoted: boolean;
}

/**
 * The description of a model by its folder, from an earlier visit or now. A file whose SHA-256 nobody tells has none yet:
 * it is that of what comes.
 * @throws {EmbedError} as `describeFolder`; `model-load-failed` when the server cannot be asked.
 */
export async function resolveSource(
  { source, id, folder }: SourceInput,
  store: FileStore,
  tools: DownloadTools,
): Promise<ResolvedModel> {
  const noteName = modelName(digestOfTexts([id, folder, JSON.stringify(source)]));
  const note = await store.read(noteName).catch(() => undefined);
  const noted = note && readNote<ModelNote>(new TextDecoder().decode(note));
  if (noted) return { spec: noted.spec, noteName, isNoted: true };
  const sizes = new Map<string, Promise<number | undefined>>();
  const sizeOf = (path: string) => {
    const size = sizes.get(path) ?? probe(`${folder}/${path}`, tools);
    sizes.set(path, size);
    return size;
  };
  const {
    tokenizer,
    weights,
    others,
    reasons: _,
    ...rules
  } = await describeFolder(folderAt(folder, tools, sizeOf), source);
  const file = async (path: string): Promise<ModelFile> => {
    const bytes = await sizeOf(path);
    if (bytes === undefined)
      throw new EmbedError('model-not-found', `There is no ${folder}/${path}, which this model needs.`, {
        details: { url: `${folder}/${path}` },
      });
    return { path, bytes, sha256: '' };
  };
  const files = {
    tokenizer: await file(tokenizer),
    weights: await file(weights),
    ...(others.length > 0 && { others: await Promise.all(others.map(file)) }),
  };
  const { repo = folder, revision = null } = source;
  return { spec: { id, repo, revision, license: 'unknown', ...rules, files }, noteName, isNoted: false };
}

function folderAt(
  folder: string,
  tools: DownloadTools,
  sizeOf: (path: string) => Promise<number | undefined>,
): ModelFolder {
  return {
    json: (path) => fetchJson(`${folder}/${path}`, tools),
    has: async (path) => (await sizeOf(path)) !== undefined,
  };
}

async function fetchJson(url: string, tools: DownloadTools): Promise<Json> {
  const text = await ifThere(() => attempts(async () => (await request(url, tools, {})).text(), tools));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw failed(`${url} is no JSON. Check what the server sends for it.`, { url }, cause);
  }
}

/** How long a file is; undefined when there is none. Asks for one byte, since that answer is never compressed. */
async function probe(url: string, tools: DownloadTools): Promise<number | undefined> {
  const ask = (init: Parameters<typeof request>[2]) =>
    attempts(async () => {
      const response = await request(url, tools, { ...init, cache: 'no-store' });
      await response.body?.cancel();
      return response;
    }, tools);
  const first = await ifThere(() => ask({ headers: { Range: 'bytes=0-0' } }));
  if (!first) return undefined;
  const total = /\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1];
  if (total !== undefined) return Number(total);
  const { headers } = first.status === 200 ? first : await ask({ method: 'HEAD' });
  const length = headers.get('x-linked-size') ?? headers.get('content-length');
  if (length !== null) return Number(length);
  throw failed(`The server does not tell how long ${url} is. Let it send Content-Length.`, { url });
}

/** What many servers answer for a file that they do not have is a web page. */
async function ifThere<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (EmbedError.is(error, 'model-not-found')) return undefined;
    if (EmbedError.is(error) && String(error.details.type).includes('text/html')) return undefined;
    throw error;
  }
}
