import { EmbedError } from '../../engine/errors.js';

/** The parts of a tokenizer.json of the kind Unigram that name ids. */
interface UnigramFile {
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly post_processor?: unknown;
  readonly model: {
    readonly type: 'Unigram';
    readonly unk_id: number | null;
    readonly vocab: readonly (readonly [piece: string, score: number])[];
  };
}

/** A tokenizer whose pieces can be left out one by one. */
export interface Unigram {
  /** By id. */
  readonly pieces: readonly string[];
  /** Ids that must stay: of special tokens, and of what is unknown. */
  readonly specials: ReadonlySet<number>;
  /** The file with these pieces alone, in this order. */
  prune(ids: readonly number[]): string;
}

/** @throws {EmbedError} `invalid-input` for other tokenizers: their pieces are made of others. */
export function readUnigram(text: string): Unigram {
  const file: UnigramFile = JSON.parse(text);
  if (file.model?.type !== 'Unigram')
    throw new EmbedError(
      'invalid-input',
      'Only vocabularies of the kind Unigram, such as XLM-R’s, can be pruned.',
    );
  const { vocab, unk_id } = file.model;
  const added = file.added_tokens ?? [];
  return {
    pieces: vocab.map(([piece]) => piece),
    specials: new Set([...added.map(({ id }) => id), ...(unk_id === null ? [] : [unk_id])]),
    prune: (ids) => JSON.stringify(pruned(file, ids)),
  };
}

function pruned(file: UnigramFile, ids: readonly number[]): unknown {
  const newIds = new Map(ids.map((id, newId) => [id, newId]));
  const { vocab, unk_id } = file.model;
  return {
    ...file,
    added_tokens: file.added_tokens?.map((token) => ({ ...token, id: newIds.get(token.id) })),
    post_processor: renumbered(file.post_processor, newIds),
    model: {
      ...file.model,
      unk_id: unk_id === null ? null : newIds.get(unk_id),
      vocab: ids.map((id) => vocab[id]),
    },
  };
}

/** A post-processor holds ids in lists by the name `ids`. */
function renumbered(part: unknown, newIds: ReadonlyMap<number, number>): unknown {
  if (Array.isArray(part)) return part.map((each) => renumbered(each, newIds));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === 'ids' && Array.isArray(value)
        ? value.map((id: number) => newIds.get(id))
        : renumbered(value, newIds),
    ]),
  );
}
