import { createRoot } from 'react-dom/client';
import {
  createEmbedder,
  createSearchIndex,
  createVectorCache,
  type Embedder,
  type EmbedderOptions,
  EmbedderProvider,
  type EmbedError,
  type SearchIndexOptions,
  SemanticSearch,
} from 'react-embeddings';
import { appears } from '../support/appears.js';
import { MEANING, NOTES, WORD } from './notes.js';

// What test/environments/run.mjs asks of its page, wherever that is served.

/** What came of a visit. */
export interface EnvironmentVisit {
  /** What an index finds by words, and the best that it finds by meaning: by a BERT, and by a static model. */
  readonly words: readonly string[];
  readonly meaning?: string | undefined;
  readonly staticMeaning?: string | undefined;
  /** Why a BERT's worker does not run: `details.reason`, or the code of an error that has none. */
  readonly reasons: readonly string[];
  /** What a search box shows for a word: its rows, and what it says besides. */
  readonly rows: readonly string[];
  readonly messages: readonly string[];
  /** Whether vectors are stored; and how many of its items an index found in the store when it was made again. */
  readonly persistError?: string | undefined;
  readonly restored?: number;
  /** The longest task of the page, in milliseconds, while 20,000 texts were searched by words. */
  readonly longestTask?: number;
  /** Errors that nobody caught, or that are none of ours. */
  readonly errors: readonly string[];
}

/** What a visit is asked to do besides. */
export interface VisitOptions {
  /** Search many texts, and measure tasks. */
  readonly many?: boolean;
  /** Delete the database of vectors between two uses. */
  readonly forget?: boolean;
  /** Have a tab that stands still hold all locks. */
  readonly locks?: boolean;
  /** The address of a folder whose files never come. */
  readonly silent?: string;
}

const errors: string[] = [];
addEventListener('error', ({ message }) => void errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => void errors.push(`unhandled: ${reason}`));

const modelsUrl = new URL('/models', location.href).href;
const SMALL: EmbedderOptions = { modelsUrl, model: 'static-minilm-256', backends: ['cpu'] };
const note = (error: unknown) => {
  const { code } = Object(error) as Partial<EmbedError>;
  if (typeof code !== 'string') errors.push(`untyped: ${error}`);
  return undefined;
};

function indexOf(embedder: Embedder, options: Partial<SearchIndexOptions<string>> = {}) {
  const index = createSearchIndex<string>({ embedder, getText: (text) => text, ...options });
  index.add(NOTES);
  return index;
}

async function meaningOf(embedder: Embedder): Promise<string | undefined> {
  const index = indexOf(embedder);
  await index.build().catch(note);
  const found = await index.search(MEANING as string, { mode: 'semantic', limit: 1 }).catch(note);
  await index.dispose();
  return found?.hits[0]?.item;
}

function reasonsOf(embedder: Embedder): string[] {
  const state = embedder.getState();
  const failures = 'failures' in state ? state.failures : [];
  return failures.map(({ error }) => String(error.details.reason ?? error.code));
}

/** Types a word, and reads the rows and all that is said besides, when the answer is there and the model has come or failed. */
async function askBox(embedder: Embedder): Promise<Pick<EnvironmentVisit, 'rows' | 'messages'>> {
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  root.render(
    <EmbedderProvider embedder={embedder}>
      <SemanticSearch items={NOTES} label="Notes" loadOn="mount">
        {({ item }) => item}
      </SemanticSearch>
    </EmbedderProvider>,
  );
  const input = await appears(() => document.querySelector('input'));
  type(input, WORD as string);
  const textsOf = (selector: string) =>
    Array.from(document.querySelectorAll(selector), (part) => part.textContent ?? '').filter(Boolean);
  const { status, backend } = { backend: undefined, ...embedder.getState() };
  const isByWords = status !== 'ready' || backend === 'hash';
  await appears(() => textsOf('[role=option], [data-sem-part=error]')[0] ?? null);
  if (isByWords) await appears(() => textsOf('[data-sem-part=notice], [data-sem-part=error]')[0] ?? null);
  const shown = {
    rows: textsOf('[role=option]'),
    messages: textsOf('[data-sem-part=notice], [data-sem-part=error]'),
  };
  root.unmount();
  return shown;
}

/** Types as a password manager does, which needs no focus: some browsers give a sandboxed frame none without a person's click. */
function type(input: HTMLInputElement, text: string): void {
  input.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  input.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
}

/** Stores vectors, and looks how many are there when an index is made again. */
async function storeVectors(embedder: Embedder, forget = false): Promise<Partial<EnvironmentVisit>> {
  const first = indexOf(embedder, { persist: 'notes' });
  await first.build().catch(note);
  if (forget) {
    await deleteDatabase('react-embeddings-index-v2/notes');
    first.add(['One more note']);
    await first.build().catch(note);
  }
  const { persistError } = first.getState();
  await first.dispose();
  const vectors = createVectorCache();
  let made = 0;
  const set: typeof vectors.set = (...entry) => {
    made += 1;
    vectors.set(...entry);
  };
  const again = createEmbedder({ ...SMALL, cache: { ...vectors, set } });
  const second = indexOf(again, { persist: 'notes' });
  if (forget) second.add(['One more note']);
  await second.build().catch(note);
  const { embedded } = second.getState();
  await second.dispose();
  await again.dispose();
  return { persistError: persistError?.message, restored: embedded - made };
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

async function searchMany(embedder: Embedder): Promise<number> {
  const tasks: number[] = [0];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  const index = indexOf(embedder);
  index.add(
    Array.from({ length: 20_000 }, (_, i) => `Note ${i}: ${'some words of a longer text '.repeat(8)}`),
  );
  await new Promise((resolve) => setTimeout(resolve)); // adding is the caller's own task
  observer.observe({ type: 'longtask' });
  await index.search('19999', { mode: 'lexical' });
  for (const query of ['words', 'longer text', '1234']) await index.search(query, { mode: 'lexical' });
  for (const entry of observer.takeRecords()) tasks.push(entry.duration);
  observer.disconnect();
  await index.dispose();
  return Math.max(...tasks);
}

async function visit({ many, forget }: VisitOptions = {}): Promise<EnvironmentVisit> {
  const embedder = createEmbedder({ modelsUrl, model: 'all-MiniLM-L6-v2' });
  const index = indexOf(embedder);
  const words = await index.search(WORD as string, { mode: 'lexical' }).catch(note);
  await embedder.load().catch(note);
  const box = await askBox(embedder);
  const reasons = reasonsOf(embedder);
  const meaning = reasons.length > 0 ? undefined : await meaningOf(embedder);
  const longest = many ? { longestTask: await searchMany(embedder) } : {};
  await index.dispose();
  await embedder.dispose();
  const small = createEmbedder(SMALL);
  const staticMeaning = await meaningOf(small);
  const stored = await storeVectors(small, forget);
  await small.dispose();
  return {
    words: words?.hits.map(({ item }) => item) ?? [],
    meaning,
    staticMeaning,
    reasons,
    ...box,
    ...longest,
    ...stored,
    errors,
  };
}

declare global {
  interface Window {
    visitEnvironment: typeof visit;
  }
}

window.visitEnvironment = visit;

// A sandboxed frame is asked by its parent.
addEventListener('message', ({ data, ports: [port] }) => {
  if (data === 'visit') visit().then((found) => port?.postMessage(found));
});
