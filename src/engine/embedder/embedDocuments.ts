import type { Backend, RunningBackend } from '../backends/types.js';
import type { DocumentVectors, EmbedDocumentsOptions, EmbedProgress } from '../types.js';
import { estimateTokens } from '../utils/estimateTokens.js';
import { abortable } from '../utils/promises.js';
import { createDocumentCache, joinRows } from './documentCache.js';
import type { DocumentOptions, EmbedQueue } from './EmbedQueue.js';
import type { Cache, EmbeddedDocument } from './QueuedInputs.js';

/** Longer texts are split first, and their passages shared out: one call of a worker would hold up all others. In tokens. */
const MAX_TOKENS_OF_CALL = 1_024;
const DEFAULT_OVERLAP = 32;

/** What embeds documents. */
export interface DocumentEmbedder {
  readonly backend: Backend;
  readonly running: Pick<RunningBackend, 'splitText'>;
  readonly queue: EmbedQueue;
  /** The queue's. */
  readonly cache: Cache<Float32Array>;
}

/** The cache of each queue, by overlap. */
const caches = new WeakMap<EmbedQueue, Map<number, Cache<EmbeddedDocument>>>();

/** The passages of texts and their vectors; each text goes to a worker once, but for those that are very long. */
export async function embedDocuments(
  embedder: DocumentEmbedder,
  texts: readonly string[],
  { overlap: wanted = DEFAULT_OVERLAP, signal, onProgress }: EmbedDocumentsOptions,
): Promise<DocumentVectors> {
  const { backend, queue } = embedder;
  const { maxTokens } = backend.model;
  const overlap = Math.min(wanted, maxTokens >> 2);
  const limit = Math.max(maxTokens, MAX_TOKENS_OF_CALL);
  const areLong = texts.map((text) => estimateTokens(text, Number.POSITIVE_INFINITY) > limit);
  const short = texts.filter((_, i) => !areLong[i]).map((text) => backend.input(text, 'document'));
  const long = texts.filter((_, i) => areLong[i]);
  const shares = long.map(() => 0);
  let shortDone = 0;
  const report = () =>
    onProgress?.({ done: shares.reduce((sum, share) => sum + share, shortDone), total: texts.length });
  const onShort = ({ done }: EmbedProgress) => {
    shortDone = done;
    report();
  };
  const onPart =
    (index: number) =>
    ({ done, total }: EmbedProgress) => {
      shares[index] = done / total;
      report();
    };
  const [whole, parted] = await Promise.all([
    queue.embedDocuments(short, { overlap, signal, cache: cacheOf(embedder, overlap), onProgress: onShort }),
    Promise.all(long.map((text, i) => embedLong(embedder, text, { overlap, signal, onProgress: onPart(i) }))),
  ]);
  let [nextWhole, nextParted] = [0, 0];
  const documents = areLong.map(
    (isLong) => (isLong ? parted[nextParted++] : whole[nextWhole++]) as EmbeddedDocument,
  );
  return {
    passages: documents.map(({ passages }, i) =>
      passages
        ? passages.map(({ start, end }) => ({ start, end }))
        : [{ start: 0, end: (texts[i] as string).length }],
    ),
    vectors: joinRows(documents.map(({ vectors }) => vectors)),
    dimensions: backend.model.dimensions,
    space: backend.model.space,
  };
}

async function embedLong(
  { backend, running, queue }: DocumentEmbedder,
  text: string,
  { overlap, signal, onProgress }: Omit<DocumentOptions, 'cache'>,
): Promise<EmbeddedDocument> {
  const { maxTokens } = backend.model;
  const splitting = running.splitText(text, { role: 'document', maxTokens, overlap, headings: true });
  const split = await abortable(splitting, signal);
  const passages = split.length > 0 ? split : undefined; // it is white space
  const parts = passages?.map(({ start, end, context = '' }) => context + text.slice(start, end)) ?? [text];
  const inputs = parts.map((part) => backend.input(part, 'document'));
  return {
    passages,
    vectors: joinRows(await queue.embedAll(inputs, { role: 'document', signal, onProgress })),
  };
}

function cacheOf({ backend, queue, cache }: DocumentEmbedder, overlap: number): Cache<EmbeddedDocument> {
  const ofQueue = caches.get(queue) ?? new Map<number, Cache<EmbeddedDocument>>();
  caches.set(queue, ofQueue);
  const known = ofQueue.get(overlap) ?? createDocumentCache(cache, backend.input('', 'document').length);
  ofQueue.set(overlap, known);
  return known;
}
