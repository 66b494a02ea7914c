import { EmbedError } from '../engine/index.js';

/** What is wrong with items that were put into an index. */
export interface ItemErrors {
  /** Why the index holds none of them, if so. */
  readonly error: EmbedError | undefined;
  /** Why some of them, or all, were left out, if so: `details.indexes` are their indexes in the list. */
  readonly itemError: EmbedError | undefined;
}

export const NO_ERRORS: ItemErrors = { error: undefined, itemError: undefined };

/**
 * Puts items into an index, without those that cannot be read.
 * @param put Puts all of them, or throws and changes nothing.
 */
export function putReadable<T>(items: readonly T[], put: (items: readonly T[]) => void): ItemErrors {
  const failure = failureOf(put, items);
  if (!failure) return NO_ERRORS;
  const indexes = indexesOf(failure);
  if (indexes.length === 0) return { error: failure, itemError: undefined };
  const leftOut = new Set(indexes);
  const readable = items.filter((_, index) => !leftOut.has(index));
  return {
    error: failureOf(put, readable) ?? (readable.length === 0 ? failure : undefined),
    itemError: failure,
  };
}

function failureOf<T>(put: (items: readonly T[]) => void, items: readonly T[]): EmbedError | undefined {
  try {
    put(items);
    return undefined;
  } catch (cause) {
    if (EmbedError.is(cause)) return cause;
    return new EmbedError('invalid-input', `The items could not be read: ${cause}`, { cause });
  }
}

/** The indexes, in their list, of items that could not be read. */
const indexesOf = ({ details }: EmbedError): readonly unknown[] =>
  Array.isArray(details.indexes) ? details.indexes : [];
