import { describeModel } from '../../models/catalog.js';
import type { ModelSpec } from '../../models/types.js';
import { type ModelNote, modelName, readNote } from '../../storage/fileNames.js';
import type { FileStore } from '../../storage/types.js';
import { hashTexts } from '../../utils/hash53.js';
import type { ResolvedModel } from './resolveSource.js';

/** Under which name a model is noted, and what its server calls its files. */
export type NoteOptions = Partial<Pick<ResolvedModel, 'noteName' | 'etags'>>;

/** Notes that all files of a model are stored, for lists. A model works without it. */
export async function noteModel(
  store: FileStore,
  spec: ModelSpec,
  { noteName: name = nameOf(spec), etags }: NoteOptions = {},
): Promise<void> {
  const known = await store.read(name).catch(() => undefined);
  const noted = known && readNote<ModelNote>(new TextDecoder().decode(known));
  if (noted && !(noted.isReplaced && etags)) return;
  const note: ModelNote = { spec, savedAt: Date.now(), ...(etags && { etags }) };
  await store
    .write(name, new TextEncoder().encode(JSON.stringify(note)))
    .catch(() => store.remove(name).catch(() => {}));
}

/** A model of the catalog has one note for each of its spaces, wherever it came from. */
const nameOf = (spec: ModelSpec) => modelName(hashTexts([describeModel(spec).space]));
