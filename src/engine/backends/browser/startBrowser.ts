import { asEmbedError, EmbedError, reasonOf } from '../../errors.js';
import { l2Normalize } from '../../math/l2.js';
import type { ModelInfo } from '../../models/types.js';
import type { PassageSpan } from '../../rpc/embeddingProtocol.js';
import { estimateTokens } from '../../utils/estimateTokens.js';
import { abortable, defer } from '../../utils/promises.js';
import { truncationWarner } from '../startWorker.js';
import type { RunningBackend, StartOptions } from '../types.js';
import { type Embedding, openSession, type Session, type TaskType } from './openSession.js';
import { type SplitByWordsOptions, splitByWords } from './splitByWords.js';

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
  const session = await openSession(signal, consent);
  const probe = await probeOf(session, signal).catch((error) => {
    session.destroy();
    throw error;
  });
  const { dimensions, named, maxTokens } = probe;
  // A browser that does not name the space of its vectors may have another one after its next update.
  const embeddingSpace = named ?? globalThis.navigator?.userAgent ?? '';
  const info = {
    dimensions,
    maxTokens,
    space: `SemanticEmbedder/${embeddingSpace}/${dimensions}`,
  };
  onInfo(info);
  const onCut = truncationWarner(() => ({ id: 'SemanticEmbedder', ...info }));
  const count = (text: string) => estimateTokens(text, Number.MAX_SAFE_INTEGER);
  const crashed = defer<EmbedError>();
  const rules = { dimensions, embeddingSpace: named, onCut };
  const embedRows = (texts: readonly string[]) =>
    embedAll(session, texts, rules).catch((cause) => {
      const error = asEmbedError(
        cause,
        'inference-failed',
        `The browser's own model failed: ${reasonOf(cause)}`,
      );
      if (error.code === 'space-mismatch' || isGone(cause)) crashed.resolve(error);
      throw error;
    });
  return {
    concurrency: 1,
    embed: async (inputs, overlap) => {
      if (overlap === undefined) return { data: await embedRows(inputs) };
      const parts = splitInputs(inputs, { maxTokens, overlap, count });
      return { data: await embedRows(parts.inputs), passages: parts.passages };
    },
    countTokens: async (inputs) => inputs.map((input) => count(withoutRole(input).text)),
    splitText: async (text, { maxTokens, overlap }) => splitByWords(text, { maxTokens, overlap, count }),
    scaleUp: () => undefined,
    runtime: 'browser',
    crashed: crashed.promise,
    stop: () => session.destroy(),
  };
}

/** A browser may take its model away, and destroys it then: calls of what is destroyed reject so. */
const isGone = (error: unknown) => error instanceof DOMException && error.name === 'InvalidStateError';

/** What a model's vectors are, by that of a word. @throws {EmbedError} `backend-unavailable` for one that is none */
async function probeOf(session: Session, signal: AbortSignal) {
  const probing = session.embed(['a'], { taskType: 'retrieval-document' });
  const { embeddings, metadata } = await abortable(probing, signal);
  const [first] = embeddings;
  if (!first?.values.length || !first.values.every(Number.isFinite))
    throw new EmbedError('backend-unavailable', "The browser's own model gives no vectors.");
  const limit = session.maxInputTokens ?? metadata?.maxInputTokens ?? 0;
  return {
    dimensions: first.values.length,
    named: session.embeddingSpace ?? first.embeddingSpace ?? metadata?.embeddingSpace,
    maxTokens: Number.isInteger(limit) && limit > 0 ? limit : TOKENS_THRESHOLD,
  };
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
