import { onTestFinished, vi } from 'vitest';
import { catalog, listFiles } from '../../src/engine/models/catalog.js';
import { addressOf, modelName, partName, STORE } from '../../src/engine/storage/fileNames.js';

/** The Cache API of a browser, in memory: what jsdom lacks of the place where models are kept. Ends with the test. */
export function memoryStore() {
  const entries = new Map<string, string | number>();
  const response = (entry: string | number) => ({
    headers: new Headers({ 'content-length': String(typeof entry === 'number' ? entry : entry.length) }),
    text: async () => String(entry),
  });
  const cache = {
    keys: async () => [...entries.keys()].map((name) => ({ url: addressOf(name) })),
    match: async (key: string | { readonly url: string }) => {
      const entry = entries.get(new URL(typeof key === 'string' ? key : key.url).pathname.slice(1));
      return entry === undefined ? undefined : response(entry);
    },
    delete: async (url: string) => entries.delete(new URL(url).pathname.slice(1)),
  };
  vi.stubGlobal('caches', { open: async (name: string) => name === STORE && cache });
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    cache,
    /** Keeps a model of the catalog, whole. */
    keep(id: string, savedAt: number) {
      const spec = catalog.find((each) => each.id === id);
      if (!spec) throw new Error(`There is no ${id}.`);
      entries.set(modelName(id), JSON.stringify({ spec, savedAt }));
      for (const { sha256, bytes } of listFiles(spec.files)) entries.set(sha256, bytes);
    },
    /** Keeps the first bytes of a file, with the note of a download that broke off, or without. */
    keepPart(model: string | undefined, bytes: number) {
      const name = `part-of-${model}`;
      entries.set(name, bytes);
      if (model !== undefined) entries.set(partName(name), JSON.stringify({ model, total: 2 * bytes }));
    },
    names: () => [...entries.keys()],
  };
}

/** A browser's answers about its room. Ends with the test. */
export function stubStorage(storage: Partial<StorageManager>): void {
  Object.defineProperty(navigator, 'storage', { value: storage, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'storage')); // jsdom has none
}
