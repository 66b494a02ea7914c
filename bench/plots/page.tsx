import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EmbeddingMap } from 'react-embeddings/plots';
import 'react-embeddings/styles.css';
import { randomNumbers } from '../../tools/random.mjs';

// What bench/plots/run.mjs asks of a page: a map of many vectors in four clusters, and how long its frames take.

const DIMENSIONS = 384;
const GROUPS = ['North', 'East', 'South', 'West'];

/** Vectors around four corners. */
function vectorsOf(count: number): Float32Array[] {
  const random = randomNumbers(3);
  return Array.from({ length: count }, (_, i) =>
    Float32Array.from({ length: DIMENSIONS }, (_, j) => random(1_000) / 1_000 + (j % 4 === i % 4 ? 1 : 0)),
  );
}

/** The longest task that began after `since`: the browser reports one some time after it has ended. */
const longest = { ms: 0, since: 0 };
const forgetLongest = () => Object.assign(longest, { ms: 0, since: performance.now() });
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries())
    if (startTime >= longest.since) longest.ms = Math.max(longest.ms, duration);
}).observe({ type: 'longtask' });

const frames: number[] = [];
let isMeasuring = false;

function measureFrames(before: number): void {
  requestAnimationFrame((now) => {
    if (!isMeasuring) return;
    frames.push(now - before);
    measureFrames(now);
  });
}

const plotsBench = {
  /** Shows a map, and resolves to how long it took until its points were there, in milliseconds. */
  async show(count: number): Promise<number> {
    const vectors = vectorsOf(count);
    const texts = vectors.map((_, i) => `Text ${i}`);
    const groups = vectors.map((_, i) => GROUPS[i % GROUPS.length] as string);
    await new Promise(requestAnimationFrame); // making them is no work of the map's
    await new Promise((resolve) => setTimeout(resolve));
    forgetLongest();
    const start = performance.now();
    const root = document.getElementById('root') as HTMLElement;
    createRoot(root).render(
      <StrictMode>
        <EmbeddingMap vectors={vectors} texts={texts} groups={groups} label="Texts" />
      </StrictMode>,
    );
    const plane = () => root.querySelector('[data-sem-part=plane]');
    while (plane()?.getAttribute('aria-busy') !== 'false') await new Promise(requestAnimationFrame);
    return performance.now() - start;
  },

  /** Begins to measure frames. */
  begin(): void {
    frames.length = 0;
    isMeasuring = true;
    requestAnimationFrame(measureFrames);
  },

  /** The frames since `begin`, in milliseconds each, and the longest task of the page since `show`, 0 if none took 50. */
  end(): { readonly frames: readonly number[]; readonly longestMs: number } {
    isMeasuring = false;
    return { frames: [...frames], longestMs: longest.ms };
  },
};

declare global {
  interface Window {
    plotsBench: typeof plotsBench;
  }
}
window.plotsBench = plotsBench;
