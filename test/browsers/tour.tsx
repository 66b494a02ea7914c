import { createRoot } from 'react-dom/client';
import {
  createEmbedder,
  createSearchIndex,
  createVectorCache,
  type Embedder,
  type EmbedderOptions,
  EmbedderProvider,
  type EmbedError,
  listModels,
  SemanticSearch,
} from 'react-embeddings';
import { onnxruntimeWorker } from 'react-embeddings/onnxruntime';
import { appears } from '../support/appears.js';

// What test/browsers/run.mjs asks of its page, in each browser: all that a visit of an app touches.

const TEXTS = [
  'Buy oat milk and bread',
  'Call the dentist about Thursday',
  'The bike needs new brakes',
  'Water the tomatoes on the balcony',
  'Ein Fahrrad braucht Bremsen',
  'naïve café, 東京 and ☕',
  'word '.repeat(300),
];
const [NOTES, QUERY] = [TEXTS.slice(0, 4), 'my tooth hurts'];

/** What came of a visit. */
export interface Visit {
  /** Milliseconds until the model is ready; of one short text, and of 32 sentences in one call, some times. */
  readonly ready: number;
  readonly one: readonly number[];
  readonly many: readonly number[];
  readonly backend: string;
  readonly runtime: string;
  /** Why a backend, the encoder, or a place to keep vectors is not used. */
  readonly refusals: readonly string[];
  /** The vectors of some texts, by runtime or model. */
  readonly vectors: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** What a search box shows for a query. */
  readonly shown: readonly string[];
  /** What an index finds that keeps its vectors, and how many of its items were embedded for that. */
  readonly found: readonly string[];
  readonly embedded: number;
  /** The models that are kept. */
  readonly kept: readonly string[];
  /** Errors that nobody caught. */
  readonly errors: readonly string[];
}

const errors: string[] = [];
addEventListener('error', ({ message }) => void errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => void errors.push(String(reason)));

const start = (options: EmbedderOptions) =>
  createEmbedder({ modelsUrl: '/models', backends: ['cpu'], ...options });

async function vectorsOf(options: EmbedderOptions): Promise<number[][]> {
  const embedder = start(options);
  const vectors = Array.from(await embedder.embedMany(TEXTS), (vector) => [...vector]);
  await embedder.dispose();
  return vectors;
}

const numbers = Array(10_000).keys();
/** One that was not embedded yet. */
const sentence = () => `Sentence ${numbers.next().value} of a letter about the weather`;

/** Some times, in milliseconds. */
async function measure(embed: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    const start = performance.now();
    await embed();
    taken.push(performance.now() - start);
  }
  return taken;
}

interface Found extends Pick<Visit, 'found' | 'embedded'> {
  readonly persistError: EmbedError | undefined;
}

async function findKept(): Promise<Found> {
  const vectors = createVectorCache();
  let embedded = 0;
  const set: typeof vectors.set = (...entry) => {
    embedded += 1;
    vectors.set(...entry);
  };
  await using embedder = start({ model: 'all-MiniLM-L6-v2', cache: { ...vectors, set } });
  await using index = createSearchIndex<string>({ embedder, getText: (text) => text, persist: 'tour' });
  index.add(NOTES);
  await index.build();
  const items = embedded; // the query is yet to come
  const { hits } = await index.search(QUERY);
  return {
    found: hits.map(({ item }) => item),
    embedded: items,
    persistError: index.getState().persistError,
  };
}

/** Types as a person does, and reads the rows when all is there. */
async function askBox(embedder: Embedder): Promise<string[]> {
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  root.render(
    <EmbedderProvider embedder={embedder}>
      <SemanticSearch items={NOTES} label="Notes" loadOn="mount">
        {({ item }) => item}
      </SemanticSearch>
    </EmbedderProvider>,
  );
  const input = await appears(() => document.querySelector('input'));
  input.focus();
  document.execCommand('insertText', false, QUERY);
  const rows = () => Array.from(document.querySelectorAll('[role=option]'), (row) => row.textContent ?? '');
  const shown = await appears(() => (rows().length === NOTES.length ? rows() : null));
  root.unmount();
  return shown;
}

async function visit(): Promise<Visit> {
  const embedder = start({ model: 'all-MiniLM-L6-v2' });
  const began = performance.now();
  await embedder.load();
  const ready = performance.now() - began;
  const state = embedder.getState();
  if (state.status !== 'ready') throw new Error(`The embedder is ${state.status}.`);
  const { persistError, ...found } = await findKept();
  const refused = [...state.failures.map(({ error }) => error), state.encoderUnsupported, persistError];
  const encoder = Array.from(await embedder.embedMany(TEXTS), (vector) => [...vector]);
  return {
    ready,
    one: await measure(() => embedder.embed(sentence())),
    many: await measure(() => embedder.embedMany(Array.from({ length: 32 }, sentence))),
    backend: state.backend,
    runtime: String(state.runtime),
    refusals: refused.flatMap((error) => error?.message ?? []),
    vectors: {
      encoder,
      static: await vectorsOf({ model: 'static-minilm-256' }),
      onnxruntime: await vectorsOf({
        model: 'all-MiniLM-L6-v2',
        runtimes: ['onnxruntime'],
        worker: onnxruntimeWorker,
      }),
    },
    shown: await askBox(embedder),
    ...found,
    kept: (await listModels()).map(({ id, status }) => `${id} ${status}`).sort(),
    errors,
  };
}

declare global {
  interface Window {
    visit: typeof visit;
  }
}

window.visit = visit;
