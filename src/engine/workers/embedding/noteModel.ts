import { describeModel } from '../../models/catalog.js';
import type { ModelSpec } from '../../models/types.js';
import { type ModelNote, modelName, readNote } from '../../storage/places.js';
import type { FileStore } from '../../storage/types.js';
import { fingerprint } from '../../utils/hash53.js';

/** Notes that all files of a model are stored, for lists. A model works without it. */
export async function noteModel(store: FileStore, spec: ModelSpec, name = nameOf(spec)): Promise<void> {
  const known = await store.read(name).catch(() => undefined);
  if (known && readNote(new TextDecoder().decode(known))) return;
  const note: ModelNote = { spec, savedAt: Date.now() };
  await store
    .write(name, new TextEncoder().encode(JSON.stringify(note)))
    .catch(() => store.remove(name).catch(() => {}));
}

/** A model of the catalog has one note for each of its spaces, wherever it came from. */
const nameOf = (spec: ModelSpec) => modelName(fingerprint([describeModel(spec).space]));
