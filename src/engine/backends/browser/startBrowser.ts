import { EmbedError, reasonOf } from '../../errors.js';
import { l2Normalize } from '../../math/l2.js';
import type { ModelInfo } from '../../models/types.js';
import type { PassageSpan } from '../../rpc/embeddingProtocol.js';
import { estimateTokens } from '../../utils/estimateTokens.js';
import { truncationWarner } from '../startWorker.js';
import type { RunningBackend, StartOptions } from '../types.js';
import { type SplitByWordsOptions, splitByWords } from './splitByWords.js';

type TaskType = 'retrieval-query' | 'retrieval-document';

/** What a model says of itself: the object that was created, and in the first shape of the proposal each result. */
interface Facts {
  readonly embeddingSpace?: string;
  readonly maxInputTokens?: number;
}

interface Embedding {
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
interface Session extends Facts {
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
const NOT_THERE: Available = { availability: 'unavailable', options: {} };

/** What such a model reads at least, where it does not say. */
const TOKENS_THRESHOLD = 512;

/**
 * Starts the browser's own model.
 * @param onInfo hears what its vectors are
 * @throws {EmbedError} `backend-unavailable` where there is none; `consent-needed` where the browser would have to download
 *   one first, which it does only after a click.
 */
export async function startBrowser(
  { signal, consent = false }: StartOptions,
  onInfo: (info: Pick<ModelInfo, 'dimensions' | 'maxTokens' | 'space'>) => void,
): Promise<RunningBackend> {
  const session = await open(signal, consent);
  const probe = await session.embed(['a'], { taskType: 'retrieval-document' }).catch((error) => {
    session.destroy();
    throw error;
  });
  const dimensions = probe.embeddings[0]?.values.length ?? 0;
  const named =
    session.embeddingSpace ?? probe.embeddings[0]?.embeddingSpace ?? probe.metadata?.embeddingSpace;
  // A browser that does not name the space of its vectors may have another one after its next update.
  const embeddingSpace = named ?? globalThis.navigator?.userAgent ?? '';
  const info = {
    dimensions,
    maxTokens: session.maxInputTokens ?? probe.metadata?.maxInputTokens ?? TOKENS_THRESHOLD,
    space: `SemanticEmbedder/${embeddingSpace}/${dimensions}`,
  };
  onInfo(info);
  const onCut = truncationWarner(() => ({ id: 'SemanticEmbedder', ...info }));
  const count = (text: string) => estimateTokens(text, Number.MAX_SAFE_INTEGER);
  return {
    concurrency: 1,
    embed: async (inputs, overlap) => {
      const rules = { dimensions, embeddingSpace: named, onCut };
      if (overlap === undefined) return { data: await embedAll(session, inputs, rules) };
      const parts = splitInputs(inputs, { maxTokens: info.maxTokens, overlap, count });
      return { data: await embedAll(session, parts.inputs, rules), passages: parts.passages };
    },
    countTokens: async (inputs) => inputs.map((input) => count(withoutRole(input).text)),
    splitText: async (text, { maxTokens, overlap }) => splitByWords(text, { maxTokens, overlap, count }),
    scaleUp: () => undefined,
    runtime: 'browser',
    crashed: new Promise(() => {}),
    stop: () => session.destroy(),
  };
}

async function open(signal: AbortSignal, consent: boolean): Promise<Session> {
  const api = (globalThis as { readonly SemanticEmbedder?: SemanticEmbedderApi }).SemanticEmbedder;
  const { availability, options }: Available = api ? await availabilityOf(api) : NOT_THERE;
  signal.throwIfAborted();
  if (!api || availability === 'unavailable')
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

/** What vectors must be like, and who hears of texts that were too long. */
interface EmbedRules {
  readonly dimensions: number;
  /** If the model names it. */
  readonly embeddingSpace: string | undefined;
  readonly onCut: () => void;
}

async function embedAll(
  session: Session,
  inputs: readonly string[],
  { dimensions, embeddingSpace, onCut }: EmbedRules,
): Promise<Float32Array<ArrayBuffer>> {
  const data = new Float32Array(inputs.length * dimensions);
  const asked = inputs.map(withoutRole);
  for (const taskType of ['retrieval-query', 'retrieval-document'] as const) {
    const rows = asked.flatMap((each, row) => (each.taskType === taskType ? [row] : []));
    if (rows.length === 0) continue;
    const texts = rows.map((row) => asked[row]?.text ?? '');
    const { embeddings, truncated, metadata } = await session.embed(texts, { taskType });
    if (truncated || embeddings.some((embedding) => embedding.truncated)) onCut();
    for (const [i, row] of rows.entries()) {
      const embedding: Embedding = embeddings[i] ?? { values: new Float32Array() };
      const { values } = embedding;
      assertSpace(embedding.embeddingSpace ?? metadata?.embeddingSpace, embeddingSpace);
      if (values.length !== dimensions || !values.every(Number.isFinite))
        throw new EmbedError('inference-failed', "The browser's own model gave a vector that is none.", {
          details: { input: texts[i]?.slice(0, 100) },
        });
      data.set(l2Normalize(values), row * dimensions);
    }
  }
  return data;
}

/** A browser may get another model at any time. Its vectors must not lie beside those of the one before. */
function assertSpace(actual: string | undefined, asked: string | undefined): void {
  if (actual === undefined || actual === asked) return;
  throw new EmbedError(
    'space-mismatch',
    `The browser's own model makes vectors of ${actual}, no longer of ${asked}.`,
    {
      details: { asked, actual },
    },
  );
}

function withoutRole(input: string): { readonly taskType: TaskType; readonly text: string } {
  const at = input.indexOf(':');
  const taskType = input.slice(0, at) === 'query' ? 'retrieval-query' : 'retrieval-document';
  return { taskType, text: input.slice(at + 1) };
}

/** Documents in passages where they are too long: the inputs of these, and where they lie. */
function splitInputs(
  inputs: readonly string[],
  options: SplitByWordsOptions,
): { readonly inputs: readonly string[]; readonly passages: ReadonlyMap<number, readonly PassageSpan[]> } {
  const passages = new Map<number, readonly PassageSpan[]>();
  const parts = inputs.flatMap((input, i) => {
    const { text } = withoutRole(input);
    const spans = options.count(text) > options.maxTokens ? splitByWords(text, options) : [];
    if (spans.length === 0) return input;
    passages.set(i, spans);
    const role = input.slice(0, input.length - text.length);
    return spans.map(({ start, end }) => role + text.slice(start, end));
  });
  return { inputs: parts, passages };
}
