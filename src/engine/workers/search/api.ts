import { toWire } from '../../errors.js';
import { pca2d } from '../../math/pca2d.js';
import type { SearchMessage, SearchMethods, SearchOutput } from '../../rpc/searchProtocol.js';
import type { Api } from '../../rpc/types.js';
import { type Deferred, defer } from '../../utils/promises.js';
import { BackgroundWork } from './BackgroundWork.js';
import { fetchIndexFile } from './fetchIndexFile.js';
import { loadCalibrationQueries } from './onDemand.js';
import { type GivenVector, SearchEngine } from './SearchEngine.js';

interface RunningSearch {
  cancelled: boolean;
  /** What a search that awaits its vector is given; undefined if there is none. */
  readonly vector: Deferred<GivenVector | undefined>;
}

/** Some of the methods. */
type Methods<K extends keyof SearchMethods> = Pick<Api<SearchMethods>, K>;

/** What runs in the worker of a search index. */
export function createSearchApi(): Api<SearchMethods> {
  const engine = new SearchEngine();
  const work = new BackgroundWork(engine);
  return {
    ...documentMethods(engine, work),
    ...vectorMethods(engine, work),
    ...calibrationMethods(engine, work),
    ...fileMethods(engine, work),
    ...searchMethods(engine, work),
    pca2d: async ({ data, dimensions }) => ({ data: pca2d(data, dimensions) }),
    measureRecall: async ({ samples }) => ({ recall: engine.vectors.own?.measureRecall(samples) ?? 1 }),
  };
}

function documentMethods(
  { documents }: SearchEngine,
  work: BackgroundWork,
): Methods<'put' | 'remove' | 'setLanguage'> {
  return {
    put: async (input) => {
      documents.put(input.documents, input.indexWords);
      work.start();
      return {};
    },
    remove: async ({ docIds }) => {
      documents.remove(docIds);
      work.start();
      return {};
    },
    setLanguage: async ({ language }) => {
      await work.setLanguage(language);
      return {};
    },
  };
}

function vectorMethods(
  { vectors }: SearchEngine,
  work: BackgroundWork,
): Methods<
  'putVectors' | 'persistVectors' | 'restoreVectors' | 'clearVectors' | 'vectorOf' | 'compact' | 'prune'
> {
  const persistOutput = () => (vectors.persistError ? { persistError: toWire(vectors.persistError) } : {});
  return {
    putVectors: async (input) => {
      await vectors.put(input);
      work.start();
      return persistOutput();
    },
    persistVectors: async (input) => {
      vectors.persist(input);
      return {};
    },
    restoreVectors: async ({ docIds }) => {
      const restoring = vectors.restore(docIds);
      work.waitFor(restoring);
      return { found: await restoring, ...persistOutput() };
    },
    clearVectors: async ({ interim }) => {
      vectors.forget(interim);
      return {};
    },
    vectorOf: async ({ docId }) => {
      const vector = vectors.first(docId);
      return vector ? { vector } : {};
    },
    compact: async () => {
      await vectors.compactStored();
      return {};
    },
    prune: async () => {
      await vectors.prune();
      return persistOutput();
    },
  };
}

function calibrationMethods(
  { vectors }: SearchEngine,
  work: BackgroundWork,
): Methods<'readCalibration' | 'putCalibration'> {
  return {
    readCalibration: async ({ dimensions }) => {
      const { CALIBRATION_QUERIES } = await loadCalibrationQueries();
      const isStored = await vectors.restoreCalibration(CALIBRATION_QUERIES, dimensions);
      return { texts: isStored ? [] : CALIBRATION_QUERIES };
    },
    putCalibration: async ({ data, dimensions }) => {
      if (data.length > 0)
        await vectors.setCalibration((await loadCalibrationQueries()).CALIBRATION_QUERIES, data, dimensions);
      await work.calibrateAll();
      return {};
    },
  };
}

function fileMethods(
  { files }: SearchEngine,
  work: BackgroundWork,
): Methods<'openFile' | 'readItems' | 'importDocuments' | 'closeFile' | 'writeFile'> {
  return {
    openFile: async (input) => {
      const bytes = 'url' in input ? await fetchIndexFile(input.url) : input.file;
      const { space, items, language } = (await files.open(bytes)).file;
      return { space, items: items.length, ...(language !== undefined && { language }) };
    },
    readItems: async ({ from, to }) => ({ items: files.items(from, to) }),
    importDocuments: async ({ from, documents, precision }) => ({
      imported: files.importDocuments(from, documents, precision),
    }),
    closeFile: async ({ indexWords }) => {
      files.close(indexWords);
      work.start();
      return {};
    },
    writeFile: async (input) => ({ file: await files.write(input) }),
  };
}

function searchMethods(
  engine: SearchEngine,
  work: BackgroundWork,
): Methods<'search' | 'setQueryVector' | 'cancel'> {
  const running = new Map<number, RunningSearch>();
  const run = async (
    input: SearchMessage,
    state: RunningSearch,
    onWords: (found: SearchOutput) => void,
  ): Promise<SearchOutput> => {
    const isCancelled = () => state.cancelled;
    const readWords = async () => {
      if (input.mode !== 'semantic' && !input.lexicalHits) await work.readAll();
    };
    await readWords();
    if (!input.awaitsVector) return engine.search(input, isCancelled);
    const vector = state.vector.promise.then(async (given) => {
      await readWords(); // of items that came meanwhile
      return given;
    });
    return engine.searchInSteps(input, { vector, onWords, isCancelled });
  };
  return {
    search: async (input, onWords) => {
      const state: RunningSearch = { cancelled: false, vector: defer() };
      running.set(input.searchId, state);
      try {
        return await run(input, state, onWords);
      } catch (error) {
        if (state.cancelled) return { hits: [], total: 0, fusion: 'none' }; // its caller has left
        throw error;
      } finally {
        running.delete(input.searchId);
      }
    },
    setQueryVector: async ({ searchId, ...given }) => {
      running.get(searchId)?.vector.resolve(given.vector && given);
      return {};
    },
    cancel: async ({ searchId }) => {
      const state = running.get(searchId);
      if (state) state.cancelled = true;
      state?.vector.resolve(undefined);
      return {};
    },
  };
}
