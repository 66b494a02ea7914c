import { EmbedError } from '../engine/index.js';

/** What is wrong with items that were put into an index. */
export interface ItemErrors {
  /** Why the index holds none of them, if so. */
  readonly error: EmbedError | undefined;
  /** Why some of them, or all, were left out, if so: `details.places` are their indexes in the list. */
  readonly itemError: EmbedError | undefined;
}

export const NO_ERRORS: ItemErrors = { error: undefined, itemError: undefined };

/** Puts items into an index, without those that cannot be read. @param put Puts all of them, or throws and changes nothing. */
export function putReadable<T>(items: readonly T[], put: (items: readonly T[]) => void): ItemErrors {
  const failure = failureOf(() => put(items));
  if (!failure) return NO_ERRORS;
  const places = placesOf(failure);
  if (places.size === 0) return { error: failure, itemError: undefined };
  const readable = items.filter((_, place) => !places.has(place));
  const error = failureOf(() => put(readable)) ?? (readable.length === 0 ? failure : undefined);
  return { error, itemError: failure };
}

function failureOf(put: () => void): EmbedError | undefined {
  try {
    put();
    return undefined;
  } catch (cause) {
    if (EmbedError.is(cause)) return cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new EmbedError('invalid-input', `The items could not be read: ${reason}`, { cause });
  }
}

/** The places of items that could not be read. */
function placesOf({ details }: EmbedError): ReadonlySet<unknown> {
  return new Set(Array.isArray(details.places) ? details.places : []);
}
