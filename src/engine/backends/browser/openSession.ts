import { EmbedError, reasonOf } from '../../errors.js';
import { abortable } from '../../utils/promises.js';

/** What a vector is for. */
export type TaskType = 'retrieval-query' | 'retrieval-document';

/** What a model says of itself: the object that was created, and in the first shape of the proposal each result. */
interface Facts {
  readonly embeddingSpace?: string;
  readonly maxInputTokens?: number;
}

/** A vector, and of which space it is. */
export interface Embedding {
  readonly values: Float32Array;
  readonly embeddingSpace?: string;
  readonly truncated?: boolean;
}

interface Result {
  readonly embeddings: readonly Embedding[];
  readonly truncated?: boolean;
  readonly metadata?: Facts;
}

/**
 * What is used of a `SemanticEmbedder` (https://github.com/webmachinelearning/proposals/issues/18), by the web-platform tests
 * (`ai/semantic_embedder`), and by its first shape of July 2026.
 */
export interface Session extends Facts {
  embed(input: readonly string[], options: { readonly taskType: TaskType }): Promise<Result>;
  destroy(): void;
}

interface SpaceOptions {
  readonly embeddingSpace: string;
}

type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available';

/** The API itself, a global of browsers that have it. Both want to know the space; the first shape takes no notice of it. */
interface SemanticEmbedderApi {
  availability(options?: SpaceOptions): Promise<Availability>;
  create(options: Partial<SpaceOptions> & { readonly signal: AbortSignal }): Promise<Session>;
}

/** What Chrome has. */
const SPACE = 'embeddinggemma-300m';
const DOWNLOADS: readonly Availability[] = ['downloadable', 'downloading'];
const NOT_THERE: Available = { availability: 'unavailable', options: {} };

/**
 * Creates the browser's model. One that comes after `signal` has aborted is given back.
 * @throws {EmbedError} `backend-unavailable`, `consent-needed`
 */
export async function openSession(signal: AbortSignal, consent: boolean): Promise<Session> {
  const opening = open(signal, consent);
  try {
    return await abortable(opening, signal);
  } catch (error) {
    opening.then(
      (late) => late.destroy(),
      () => {}, // told by the promise that is awaited, unless the load was cancelled
    );
    throw error;
  }
}

async function open(signal: AbortSignal, consent: boolean): Promise<Session> {
  const api = (globalThis as { readonly SemanticEmbedder?: SemanticEmbedderApi }).SemanticEmbedder;
  const { availability, options }: Available = api ? await availabilityOf(api) : NOT_THERE;
  signal.throwIfAborted();
  if (!api || !(availability === 'available' || DOWNLOADS.includes(availability)))
    throw new EmbedError('backend-unavailable', 'This browser has no model of its own.');
  if (availability !== 'available' && !consent)
    throw new EmbedError(
      'consent-needed',
      'The browser would have to download its own model first. Call load({ consent: true }) after a click.',
    );
  try {
    return await api.create({ ...options, signal });
  } catch (cause) {
    signal.throwIfAborted();
    const message = `The browser's own model is unavailable: ${reasonOf(cause)}.`;
    throw new EmbedError('backend-unavailable', message, { cause });
  }
}

/** What a browser has, and the options by which it told. */
interface Available {
  readonly availability: Availability;
  readonly options: Partial<SpaceOptions>;
}

/** Asks for the space that we know; a browser that takes no such option is of the first shape. */
async function availabilityOf(api: SemanticEmbedderApi): Promise<Available> {
  const options = { embeddingSpace: SPACE };
  try {
    return { availability: await api.availability(options), options };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { availability: await api.availability(), options: {} };
  }
}
