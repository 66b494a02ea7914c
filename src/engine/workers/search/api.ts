import { toWire } from '../../errors.js';
import { pca2d } from '../../math/pca2d.js';
import type { SearchMethods } from '../../rpc/searchProtocol.js';
import type { Api } from '../../rpc/types.js';
import { type Deferred, defer, nextTask } from '../../utils/promises.js';
import { fetchIndexFile } from './fetchIndexFile.js';
import { loadLanguage } from './loadLanguage.js';
import { loadCalibrationQueries } from './onDemand.js';
import { type GivenVector, SearchEngine } from './SearchEngine.js';

/** How long one task may take: the page may run it itself, and searches can be cancelled in between. */
const SLICE_MS = 8;
/** How long a search waits for the stemmer, which is a small file. Without it words are found as they are written. */
const LANGUAGE_MS = 1_000;
/** Documents that are read between two looks at the clock. */
const DOCUMENTS_PER_BATCH = 8;
/** Words of documents that are looked at between two looks at the clock, when removed ones are swept out: a millisecond or less. */
const WORDS_PER_BATCH = 50_000;

interface RunningSearch {
  cancelled: boolean;
  /** What a search that awaits its vector is given; undefined if there is none. */
  readonly vector: Deferred<GivenVector | undefined>;
}

/** What runs in the worker of a search index. */
export function createSearchApi(): Api<SearchMethods> {
  const engine = new SearchEngine();
  const { documents, vectors, files } = engine;
  const readSlice = () => inSlice(() => documents.readWords(DOCUMENTS_PER_BATCH));
  const sweepSlice = () => inSlice(() => documents.sweepWords(WORDS_PER_BATCH));
  const calibrateSlice = () => inSlice(() => vectors.calibrate());
  const persistOutput = () => (vectors.persistError ? { persistError: toWire(vectors.persistError) } : {});
  let isWorking = false;
  let restoring: Promise<unknown> = Promise.resolve();
  /** Between messages, so that the first search by words finds most of them read; vectors that are stored come first. */
  const work = async () => {
    if (isWorking) return;
    isWorking = true;
    do {
      await nextTask();
      await restoring;
    } while (readSlice() || sweepSlice() || calibrateSlice());
    isWorking = false;
  };
  let language: Promise<unknown> = Promise.resolve();
  const running = new Map<number, RunningSearch>();
  return {
    readCalibration: async ({ dimensions }) => {
      const { CALIBRATION_QUERIES } = await loadCalibrationQueries();
      return {
        texts: (await vectors.restoreCalibration(CALIBRATION_QUERIES, dimensions)) ? [] : CALIBRATION_QUERIES,
      };
    },
    putCalibration: async ({ data, dimensions }) => {
      if (data.length > 0)
        await vectors.setCalibration((await loadCalibrationQueries()).CALIBRATION_QUERIES, data, dimensions);
      while (calibrateSlice()) await nextTask();
      return {};
    },
    setLanguage: async ({ language: tag }) => {
      const loading = loadLanguage(tag).then((loaded) => {
        documents.language = loaded;
        void work();
      });
      language = Promise.race([loading, elapsed(LANGUAGE_MS)]).catch(() => {}); // searches do without
      await loading;
      return {};
    },
    put: async (input) => {
      documents.put(input.documents, input.indexWords);
      void work();
      return {};
    },
    remove: async ({ docIds }) => {
      documents.remove(docIds);
      void work();
      return {};
    },
    putVectors: async (input) => {
      await vectors.put(input);
      void work();
      return persistOutput();
    },
    persistVectors: async (input) => {
      vectors.persist(input);
      return {};
    },
    restoreVectors: async ({ docIds }) => {
      const restored = vectors.restore(docIds);
      restoring = restored.catch(() => {}); // the caller gets the error
      return { found: await restored, ...persistOutput() };
    },
    compact: async () => {
      await vectors.compactStored();
      return {};
    },
    prune: async () => {
      await vectors.prune();
      return persistOutput();
    },
    forgetVectors: async ({ interim }) => {
      vectors.forget(interim);
      return {};
    },
    vectorOf: async ({ docId }) => {
      const vector = vectors.first(docId);
      return vector ? { vector } : {};
    },
    openFile: async (input) => {
      const bytes = 'url' in input ? await fetchIndexFile(input.url) : input.file;
      const { space, items, language } = (await files.open(bytes)).file;
      return { space, items: items.length, ...(language !== undefined && { language }) };
    },
    readItems: async ({ from, to }) => ({ items: files.items(from, to) }),
    adopt: async (input) => ({
      imported: files.adopt(input.from, input.documents, input.precision),
    }),
    closeFile: async ({ indexWords }) => {
      files.close(indexWords);
      void work();
      return {};
    },
    writeFile: async (input) => ({ file: await files.write(input) }),
    search: async (input, onWords) => {
      const state: RunningSearch = { cancelled: false, vector: defer() };
      running.set(input.search, state);
      const isCancelled = () => state.cancelled;
      const readAll = async () => {
        if (input.mode === 'semantic' || input.lexicalHits) return;
        await language;
        while (readSlice()) await nextTask();
      };
      try {
        await readAll();
        if (!input.awaitsVector) return await engine.search(input, isCancelled);
        const vector = state.vector.promise.then(async (given) => {
          await readAll(); // of items that came meanwhile
          return given;
        });
        return await engine.searchInSteps(input, { vector, onWords, isCancelled });
      } catch (error) {
        if (state.cancelled) return { hits: [], total: 0, fusion: 'none' }; // nobody waits for it any more
        throw error;
      } finally {
        running.delete(input.search);
      }
    },
    giveVector: async ({ search, ...given }) => {
      running.get(search)?.vector.resolve(given.vector && given);
      return {};
    },
    cancel: async ({ search }) => {
      const state = running.get(search);
      if (state) state.cancelled = true;
      state?.vector.resolve(undefined);
      return {};
    },
    pca2d: async ({ data, dimensions }) => ({ data: pca2d(data, dimensions) }),
    measureRecall: async ({ samples }) => ({ recall: vectors.own?.measureRecall(samples) ?? 1 }),
  };
}

const elapsed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes steps for as long as one task may take. @returns whether there are more */
function inSlice(step: () => boolean): boolean {
  const end = performance.now() + SLICE_MS;
  while (performance.now() < end) if (!step()) return false;
  return true;
}
