import { EmbedError, reasonOf } from '../../errors.js';
import type { ModelInfo } from '../../models.js';
import { unit } from '../../search/unit.js';
import { estimateTokens } from '../../tokens.js';
import type { RunningBackend, StartOptions } from '../types.js';
import { splitByWords } from './splitByWords.js';

type TaskType = 'retrieval-query' | 'retrieval-document';

interface Embedding {
  readonly values: Float32Array;
}

/** What is used of a `SemanticEmbedder` (https://github.com/webmachinelearning/proposals/issues/18, July 2026). */
interface Session {
  embed(
    input: readonly string[],
    options: { readonly taskType: TaskType },
  ): Promise<{
    readonly embeddings: readonly Embedding[];
    readonly metadata?: { readonly embeddingSpace?: string; readonly maxInputTokens?: number };
  }>;
  destroy(): void;
}

/** The API itself, a global of browsers that have it. */
interface SemanticEmbedderApi {
  availability(): Promise<'unavailable' | 'downloadable' | 'downloading' | 'available'>;
  create(options: { readonly signal: AbortSignal }): Promise<Session>;
}

/** What such a model reads at least, where it does not say. */
const FEW_TOKENS = 512;

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
  const { embeddingSpace = globalThis.navigator?.userAgent ?? '', maxInputTokens = FEW_TOKENS } =
    probe.metadata ?? {};
  // A browser that does not name the space of its vectors may have another one after its next update.
  onInfo({
    dimensions,
    maxTokens: maxInputTokens,
    space: `SemanticEmbedder/${embeddingSpace}/${dimensions}`,
  });
  const count = (text: string) => estimateTokens(text, Number.MAX_SAFE_INTEGER);
  return {
    width: 1,
    embed: (inputs) => embedAll(session, inputs, dimensions),
    countTokens: async (inputs) => inputs.map((input) => count(withoutRole(input).text)),
    splitText: async (text, { maxTokens, overlap }) => splitByWords(text, { maxTokens, overlap, count }),
    widen: () => undefined,
    runtime: 'browser',
    crashed: new Promise(() => {}),
    stop: () => session.destroy(),
  };
}

async function open(signal: AbortSignal, consent: boolean): Promise<Session> {
  const api = (globalThis as { readonly SemanticEmbedder?: SemanticEmbedderApi }).SemanticEmbedder;
  const availability = (await api?.availability()) ?? 'unavailable';
  signal.throwIfAborted();
  if (!api || availability === 'unavailable')
    throw new EmbedError('backend-unavailable', 'This browser has no model of its own.');
  if (availability !== 'available' && !consent)
    throw new EmbedError(
      'consent-needed',
      'The browser would have to download its own model first. Call load({ consent: true }) after a click.',
    );
  try {
    return await api.create({ signal });
  } catch (cause) {
    signal.throwIfAborted();
    const message = `The browser's own model cannot be had: ${reasonOf(cause)}.`;
    throw new EmbedError('backend-unavailable', message, { cause });
  }
}

async function embedAll(
  session: Session,
  inputs: readonly string[],
  dimensions: number,
): Promise<Float32Array> {
  const data = new Float32Array(inputs.length * dimensions);
  const asked = inputs.map(withoutRole);
  for (const taskType of ['retrieval-query', 'retrieval-document'] as const) {
    const rows = asked.flatMap((each, row) => (each.taskType === taskType ? [row] : []));
    if (rows.length === 0) continue;
    const texts = rows.map((row) => asked[row]?.text ?? '');
    const { embeddings } = await session.embed(texts, { taskType });
    for (const [i, row] of rows.entries()) {
      const { values } = embeddings[i] ?? { values: new Float32Array() };
      if (values.length !== dimensions || !values.every(Number.isFinite))
        throw new EmbedError('inference-failed', "The browser's own model gave a vector that is none.", {
          details: { input: texts[i]?.slice(0, 100) },
        });
      data.set(unit(values), row * dimensions);
    }
  }
  return data;
}

function withoutRole(input: string): { readonly taskType: TaskType; readonly text: string } {
  const at = input.indexOf(':');
  const taskType = input.slice(0, at) === 'query' ? 'retrieval-query' : 'retrieval-document';
  return { taskType, text: input.slice(at + 1) };
}
