import { describeFolder } from '../../models/config/describeFolder.js';
import type { ModelFile, ModelSpec } from '../../models/types.js';
import type { SourceInput } from '../../rpc/embeddingProtocol.js';
import { type ModelNote, modelName, readNote } from '../../storage/places.js';
import type { FileStore } from '../../storage/types.js';
import { fingerprint } from '../../utils/hash53.js';
import { remoteFolder } from './download/remoteFolder.js';
import type { DownloadTools } from './download/request.js';

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
  const noteName = modelName(fingerprint([id, folder, JSON.stringify(source)]));
  const note = await store.read(noteName).catch(() => undefined);
  const noted = note && readNote<ModelNote>(new TextDecoder().decode(note));
  if (noted?.spec?.files) return { spec: noted.spec, noteName, isNoted: true };
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
  return { spec: { id, repo, revision, license: 'unknown', ...rules, files }, noteName, isNoted: false };
}
