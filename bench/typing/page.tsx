import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import {
  type Embedder,
  EmbedderProvider,
  Highlight,
  type Presentation,
  SemanticSearch,
} from 'react-embeddings';
import 'react-embeddings/styles.css';
import { randomNumbers } from '../../tools/random.mjs';
import { randomEmbedder } from '../search/randomEmbedder.js';

// What bench/typing/run.mjs asks of a page: the component over many items. Vectors are random and made at once, so that what
// is measured is not the model's work, which is in another thread anyway.

const WORDS =
  'river boat stone bridge morning carries old small lamp paper winter road quiet orange table'.split(' ');

function textsOf(count: number): string[] {
  const random = randomNumbers(11);
  return Array.from({ length: count }, (_, i) => {
    const words = Array.from({ length: 8 }, () => WORDS[random(WORDS.length)]);
    return `${words.join(' ')} ${i}`;
  });
}

const embedder: Embedder = randomEmbedder();
const queries: string[] = [];
const { embed } = embedder;
Object.assign(embedder, {
  embed: (text: string, options: Parameters<typeof embed>[1]) => {
    if (options?.role === 'query') queries.push(text);
    return embed.call(embedder, text, options);
  },
});

const longest = { ms: 0 };
/** As much of `LayoutShift` as is used: TypeScript does not know it. */
interface Shift extends PerformanceEntry {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
}
/** Rows that find their place in the panel are no part of the page, nor are those that have gone since: of them there is no node. */
const isOfPage = ({ node }: Shift['sources'][number]) =>
  node !== null && !node.parentElement?.closest('[data-sem-part=panel]');
const shifts = { sum: 0 };
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries() as Shift[])
    if (sources.some(isOfPage)) shifts.sum += value;
}).observe({ type: 'layout-shift' });
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
}).observe({ type: 'longtask' });

/** After so long a key has not changed the rows. */
const ROWS_MS = 500;

const rows = () => Array.from(document.querySelectorAll('[role=option]'), (row) => row.textContent).join();

/** Resolves behind the frame that shows other rows than now. */
function nextRows(): Promise<void> {
  const before = rows();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (rows() === before) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(resolve));
    });
    const root = document.getElementById('root') as HTMLElement;
    observer.observe(root, { childList: true, subtree: true, characterData: true });
  });
}

let root: Root | undefined;

const typingBench = {
  /** Shows a search of so many items, for a query if there is one, and below it what must not move. */
  show(count: number, query = '', presentation: Presentation = 'inline'): void {
    root ??= createRoot(document.getElementById('root') as HTMLElement);
    root.render(
      <StrictMode>
        <EmbedderProvider embedder={embedder}>
          <SemanticSearch
            key={presentation}
            items={textsOf(count)}
            label="Search"
            loadOn="mount"
            defaultQuery={query}
            presentation={presentation}
          >
            {(hit) => <Highlight hit={hit} />}
          </SemanticSearch>
          <p>Below</p>
        </EmbedderProvider>
      </StrictMode>,
    );
  },

  hide(): void {
    root?.unmount();
    root = undefined;
  },

  /** Forgets what was measured so far. */
  begin(): void {
    longest.ms = 0;
    shifts.sum = 0;
    queries.length = 0;
  },

  /**
   * Since `begin`: the longest task of the page's thread, in milliseconds, 0 if none took 50; what was embedded; and how far the
   * page's contents have moved (`LayoutShift.value`, also what follows a key).
   */
  measured: () => ({ longestMs: longest.ms, queries: [...queries], shift: shifts.sum }),

  /** Types as a person who never pauses: a key each so many milliseconds, by the page's own clock. */
  async type(text: string, keyMs: number, from = 1): Promise<void> {
    const input = document.querySelector('input') as HTMLInputElement;
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    for (let end = Math.min(from, text.length); end <= text.length; end += 1) {
      setValue?.call(input, text.slice(0, end));
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, keyMs));
    }
  },

  /**
   * As `type`, from an empty field. @returns for each key that changes the rows the milliseconds until the frame with the others is
   * drawn, with the pause that the component waits for further keys
   */
  async rowTimes(text: string, keyMs: number): Promise<number[]> {
    const times: number[] = [];
    await typingBench.type('', keyMs);
    for (let end = 1; end <= text.length; end += 1) {
      const start = performance.now();
      const painted = nextRows().then(() => performance.now() - start);
      const late = new Promise<undefined>((resolve) => setTimeout(resolve, ROWS_MS)); // a space finds the same
      await typingBench.type(text.slice(0, end), keyMs, end);
      const ms = await Promise.race([painted, late]);
      if (ms !== undefined) times.push(ms);
    }
    return times;
  },

  /**
   * Mounts a search of a few items and takes it away again, so many times: as soon as it has been painted, or when its hits are
   * there.
   */
  async cycle(times: number, untilAnswered: boolean): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      typingBench.show(20, 'boat');
      do await new Promise(requestAnimationFrame);
      while (untilAnswered && !document.querySelector('[data-sem-part=root][data-state=ready]'));
      typingBench.hide();
    }
  },
};

declare global {
  interface Window {
    typingBench: typeof typingBench;
  }
}
window.typingBench = typingBench;
