import { EmbedError } from '../../errors.js';
import { filesIn } from '../../models/catalog.js';
import type { ModelSpec } from '../../models/types.js';
import type { LoadInput, SourceInput } from '../../rpc/embeddingProtocol.js';
import type { FileStore } from '../../storage/types.js';
import type { DownloadTools } from './download/request.js';
import type { NoteOptions } from './noteModel.js';
import { type ResolvedModel, resolveSource } from './resolveSource.js';
import { removeReplaced, revalidate } from './revalidate.js';
import type { LoadedModel } from './types.js';

/** When stored models are compared with what their servers have, in milliseconds: after the first searches. */
const LOOK_AFTER_MS = 3_000;
/** A commit of the Hub never changes. */
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * Loads a model that its own folder describes: as an earlier visit has stored it, or as it is now where none has, or where
 * the model was replaced since.
 * @param load loads a model that is described
 */
export async function loadSource(
  input: SourceInput,
  store: FileStore,
  tools: DownloadTools,
  load: (input: LoadInput, noting: NoteOptions) => Promise<LoadedModel>,
): Promise<LoadedModel> {
  const { source, id: _, folder, ...rest } = input;
  const loadResolved = async ({ spec, noteName, etags }: ResolvedModel): Promise<LoadedModel> => {
    const located = { ...rest, spec, urls: filesIn(folder, spec.files) };
    const model = await load(located, { noteName, ...(etags && { etags }) });
    return { ...model, output: { ...model.output, spec: model.spec } };
  };
  const resolved = await resolveSource(input, store, tools);
  const { isNoted, noteName, replaced } = resolved;
  try {
    const model = await loadResolved(resolved);
    const isFixed = COMMIT.test(source.revision ?? '');
    if (replaced) later(() => removeReplaced(replaced, model.spec));
    else if (isNoted && !isFixed) later(() => revalidate(noteName, folder, store, tools));
    return model;
  } catch (error) {
    if (replaced) return loadStored(replaced);
    // What an earlier visit has noted may be gone from the server, and another version be there.
    if (!isNoted || !EmbedError.is(error, 'integrity-mismatch')) throw error;
    await store.remove(noteName);
    return loadResolved(await resolveSource(input, store, tools));
  }

  /** Loads the stored model when its successor cannot be fetched. It works as before. */
  function loadStored(spec: ModelSpec): Promise<LoadedModel> {
    return loadResolved({ spec, noteName, isNoted: true });
  }
}

/** Looks after what is stored once the model runs. What fails is done at a later visit. */
function later(look: () => Promise<void>): void {
  setTimeout(() => look().catch(() => {}), LOOK_AFTER_MS);
}
