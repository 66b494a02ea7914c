import { toWire } from '../../../../errors.js';
import { listFiles } from '../../../../models/catalog.js';
import type { ModelFile, ModelSpec } from '../../../../models/types.js';
import type { LoadInput, SourceInput } from '../../../../rpc/embeddingProtocol.js';
import type { OnProgress } from '../../../../rpc/types.js';
import { openFileStore } from '../../../../storage/fileStore.js';
import type { FileStore } from '../../../../storage/types.js';
import { loadScript } from '../../../../utils/loadScript.js';
import { assertWithinDownloadLimit, type DeviceHints } from '../../download/downloadLimit.js';
import { getModelFile } from '../../download/getModelFile.js';
import { progressOf } from '../../download/progress.js';
import { type NoteOptions, noteModel } from '../../noteModel.js';
import { createTokenizer } from '../../tokenizer/createTokenizer.js';
import { maxContentTokens } from '../../tokenizer/tokenBudget.js';
import type { LoadedModel } from '../../types.js';
import { assertReferenceVector } from '../../verifyModel.js';
import { runStatic } from './staticModel.js';

/** Options of {@link loadStatic}. */
export interface LoadStaticOptions {
  readonly onProgress: OnProgress;
  /** Why other models cannot be loaded: it is thrown for them before anything of theirs is fetched. */
  readonly refusal: Error;
}

/** As `loadModel`, of static models only, and without the code for others: a page can run them without a worker. */
export async function loadStatic(
  input: LoadInput | SourceInput,
  options: LoadStaticOptions,
): Promise<LoadedModel> {
  const store = await openFileStore();
  if (!('source' in input)) return loadFiles(input, store, options);
  const { loadSource } = await loadScript(() => import('../../loadSource.js'));
  return loadSource(input, store, { ...input.download }, (found, noting) =>
    loadFiles(found, store, options, noting),
  );
}

async function loadFiles(
  input: LoadInput,
  store: FileStore,
  { onProgress, refusal }: LoadStaticOptions,
  noting?: NoteOptions,
): Promise<LoadedModel> {
  const { spec, urls, tokenizersUrl, download } = input;
  const { files, maxTokens, id } = spec;
  const isPlain = !spec.dense && spec.fullDimensions === undefined;
  if (!spec.static || !isPlain || input.webgpu) throw refusal;
  const report = progressOf(listFiles(files), onProgress);
  const load = (file: ModelFile, url: string) =>
    getModelFile(file, {
      url,
      model: id,
      store,
      tools: { ...download },
      assertWanted: () => assertWithinDownloadLimit(input, globalThis.navigator as DeviceHints),
      onBytes: report.bytesOf(file),
    });
  const [vocabulary, weights] = await Promise.all([
    load(files.tokenizer, urls.tokenizer),
    load(files.weights, urls.weights),
  ]);
  const tokenizer = await createTokenizer(vocabulary.bytes, { tokenizersUrl });
  maxContentTokens(tokenizer, maxTokens);
  const found: ModelSpec = {
    ...spec,
    files: {
      tokenizer: { ...files.tokenizer, sha256: vocabulary.sha256 },
      weights: { ...files.weights, sha256: weights.sha256 },
    },
  };
  const persistError = weights.persistError ?? vocabulary.persistError;
  if (!persistError) await noteModel(store, found, noting);
  report.starting();
  const run = runStatic(found, weights.bytes, tokenizer, vocabulary.bytes);
  await assertReferenceVector(found, tokenizer, run);
  const output = { runtime: 'static', ...(persistError && { persistError: toWire(persistError) }) } as const;
  return { spec: found, tokenizer, run, output };
}
