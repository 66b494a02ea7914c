import { EmbedError, reasonOf } from '../errors.js';
import type { FieldText } from '../rpc/searchProtocol.js';
import { isDevelopment } from '../utils/isDevelopment.js';
import type { SearchField, SearchIndexOptions } from './optionTypes.js';

/** An item, and what is searched of it. */
export interface ReadItem<T> {
  readonly id: string;
  /** Another object may take its place that is read as this one. */
  item: T;
  readonly text: string;
  readonly fields: readonly FieldText[];
}

/** How an item is read. Without `getId` its text is its id; equal texts are told apart by their order. */
export interface ItemReaderOptions<T> extends Required<Pick<SearchIndexOptions<T>, 'getText' | 'fields'>> {
  readonly getId: SearchIndexOptions<T>['getId'];
}

/** An item that cannot be read, and why. */
interface Unreadable {
  readonly index: number;
  readonly id: string | undefined;
  readonly error: Unread;
}

/** Reads the texts and ids of items. */
export class ItemReader<T> {
  readonly #options: ItemReaderOptions<T>;
  readonly #fields: readonly [string, SearchField<T>][];
  #warns = isDevelopment();

  constructor(options: ItemReaderOptions<T>) {
    this.#options = options;
    this.#fields = Object.entries(options.fields);
  }

  /**
   * @param counts of the texts that came before, in an earlier part of the list
   * @throws {EmbedError} `invalid-input` if items cannot be read: `details.indexes` are the indexes of all of them, `index` and `id`
   * those of the first
   */
  readAll(items: Iterable<T>, counts = new Map<string, number>()): ReadItem<T>[] {
    const read: ReadItem<T>[] = [];
    const unreadable: Unreadable[] = [];
    let index = 0;
    for (const item of items) {
      try {
        read.push(this.#toldApart(this.#read(item), counts));
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
        unreadable.push({ index, id: this.#idOf(item), error });
      }
      index += 1;
    }
    const [first, ...others] = unreadable;
    if (first) throw unreadableError(first, others);
    return read;
  }

  /** Whether an item is read as another one was; `false` where it cannot be read. */
  isEqual(item: T, { id, text, fields }: ReadItem<T>): boolean {
    const { getText, getId } = this.#options;
    try {
      if (getText(item) !== text || (getId && String(getId(item)) !== id)) return false;
      return this.#fields.every(([, field], i) => field.getText(item) === fields[i]?.text);
    } catch {
      return false; // reading it tells why
    }
  }

  #read(item: T): ReadItem<T> {
    const { getText, getId } = this.#options;
    const text = textBy(getText, item, 'getText');
    return {
      item,
      id: getId ? idBy(getId, item) : text,
      text,
      fields: this.#fields.length === 0 ? NO_FIELDS : this.#readFields(item), // there may be many items
    };
  }

  #readFields(item: T): readonly FieldText[] {
    return this.#fields.map(([name, { getText, weight = 1, semantic = false }]) => ({
      name,
      text: textBy(getText, item, `getText of the field ${name}`),
      weight,
      ...(semantic && { semantic }),
    }));
  }

  /** Gives an item of a text that was there before an id of its own. */
  #toldApart(read: ReadItem<T>, counts: Map<string, number>): ReadItem<T> {
    const count = (counts.get(read.id) ?? 0) + 1;
    counts.set(read.id, count);
    if (count === 1) return read;
    if (!this.#options.getId) return { ...read, id: `${read.id}\0${count}` };
    this.#warnOfTwins(read.id);
    return read;
  }

  #warnOfTwins(id: string): void {
    if (!this.#warns) return;
    this.#warns = false;
    // biome-ignore lint/suspicious/noConsole: an item of the app is missing, and nothing else shows it
    console.warn(`react-embeddings: two items have the id "${id}". The index holds the last of them only.`);
  }

  /** The id of an item that cannot be read, to name it by. */
  #idOf(item: T): string | undefined {
    try {
      return this.#options.getId && idBy(this.#options.getId, item);
    } catch {
      return undefined; // then its index names it
    }
  }
}

const NO_FIELDS: readonly FieldText[] = [];

/** Why a function of the app read nothing from an item. */
class Unread extends Error {
  /** What the function must do; empty where it threw. */
  readonly advice: string;

  constructor(problem: string, advice: string, options?: ErrorOptions) {
    super(problem, options);
    this.advice = advice;
  }
}

function textBy<T>(read: (item: T) => unknown, item: T, name: string): string {
  const value = valueBy(read, item, name);
  if (typeof value === 'string') return value;
  throw new Unread(`${name} returned ${nameOf(value)}`, ' It must return a string.');
}

/** A number becomes a string. */
function idBy<T>(getId: (item: T) => unknown, item: T): string {
  const value = valueBy(getId, item, 'getId');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && !Number.isNaN(value)) return String(value);
  throw new Unread(`getId returned ${nameOf(value)}`, ' It must return a string or a number.');
}

function valueBy<T>(read: (item: T) => unknown, item: T, name: string): unknown {
  try {
    return read(item);
  } catch (cause) {
    throw new Unread(`${name} threw "${reasonOf(cause)}"`, '', { cause });
  }
}

const nameOf = (value: unknown) => (value === null || Number.isNaN(value) ? String(value) : typeof value);

function unreadableError({ index, id, error }: Unreadable, others: readonly Unreadable[]): EmbedError {
  const name = id === undefined ? `item ${index}` : `item ${index} (id "${id}")`;
  const indexes = [index, ...others.map((other) => other.index)];
  const more = others.length === 0 ? '' : ` ${indexes.length} items cannot be read.`;
  return new EmbedError('invalid-input', `${error.message} for ${name}.${error.advice}${more}`, {
    details: { index, indexes, ...(id !== undefined && { id }) },
    cause: error.cause,
  });
}
