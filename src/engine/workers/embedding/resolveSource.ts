import { describeFolder } from '../../models/config/describeFolder.js';
import type { ModelFile, ModelSpec } from '../../models/types.js';
import type { SourceInput } from '../../rpc/embeddingProtocol.js';
import { type ModelNote, modelName, readNote } from '../../storage/fileNames.js';
import type { FileStore } from '../../storage/types.js';
import { hashTexts } from '../../utils/hash53.js';
import { remoteFolder } from './download/remoteFolder.js';
import type { DownloadTools } from './download/request.js';

/** A model whose folder was read, and under which name that is noted. */
export interface ResolvedModel {
  readonly spec: ModelSpec;
  readonly noteName: string;
  /** Whether an earlier visit has read it. */
  readonly isNoted: boolean;
  /** What the server calls the versions of its files, by their paths; of a folder that was read now. */
  readonly etags?: Readonly<Record<string, string>>;
  /** What an earlier visit has stored, where other files are in the place of its own now. */
  readonly replaced?: ModelSpec;
}

/**
 * The description of a model by its folder, from an earlier visit or now. A file whose SHA-256 is unknown has none yet:
 * it is that of what comes.
 * @throws {EmbedError} as `describeFolder`; `model-load-failed` when the server cannot be asked.
 */
export async function resolveSource(
  { source, id, folder }: SourceInput,
  store: FileStore,
  tools: DownloadTools,
): Promise<ResolvedModel> {
  const noteName = modelName(hashTexts([id, folder, JSON.stringify(source)]));
  const note = await store.read(noteName).catch(() => undefined);
  const noted = note && readNote<ModelNote>(new TextDecoder().decode(note));
  const stored = noted?.spec?.files ? noted.spec : undefined;
  if (stored && !noted?.isReplaced) return { spec: stored, noteName, isNoted: true };
  const read = readFolder({ source, id, folder }, tools);
  if (!stored) return { ...(await read), noteName, isNoted: false };
  // Nobody is worse off for a server that cannot be asked now.
  const found = await read.catch(() => undefined);
  return found
    ? { ...found, noteName, isNoted: false, replaced: stored }
    : { spec: stored, noteName, isNoted: true };
}

/** What a model's folder says of it. */
async function readFolder(
  { source, id, folder }: Pick<SourceInput, 'source' | 'id' | 'folder'>,
  tools: DownloadTools,
): Promise<Required<Pick<ResolvedModel, 'spec' | 'etags'>>> {
  const remote = remoteFolder(folder, tools);
  const { tokenizer, weights, others, reasons: _, ...rules } = await describeFolder(remote, source);
  const file = async (path: string): Promise<ModelFile> => ({
    path,
    bytes: await remote.bytesOf(path),
    sha256: '',
  });
  const files = {
    tokenizer: await file(tokenizer),
    weights: await file(weights),
    ...(others.length > 0 && { others: await Promise.all(others.map(file)) }),
  };
  const { repo = folder, revision = null } = source;
  const paths = [tokenizer, weights, ...others];
  const etags = await Promise.all(paths.map(async (path) => [path, await remote.etagOf(path)] as const));
  return {
    spec: { id, repo, revision, license: 'unknown', ...rules, files },
    etags: Object.fromEntries(etags.flatMap(([path, etag]) => (etag ? [[path, etag]] : []))),
  };
}
