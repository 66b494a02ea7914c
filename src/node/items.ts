import { EmbedError, type SearchField } from '../engine/index.js';

/** An item of a file: a text, or an object with texts in its fields. */
export type FileItem = string | Readonly<Record<string, unknown>>;

/** Where the texts of items are. */
export interface ItemShape {
  /**
   * The field that is embedded and searched.
   * @default 'text'
   */
  readonly text?: string;
  /**
   * The field that tells items apart.
   * @default 'id' where all items have one, else the text, and the line of one whose text was there before
   */
  readonly id?: string;
  /** Further fields that are searched by words, and how much a word in each weighs. */
  readonly fields?: Readonly<Record<string, number>>;
  /** Which of these fields take part in meaning, too: their texts are embedded before that of the item. */
  readonly semantic?: readonly string[];
  /** The language of the texts, as a tag such as `en`: words are found in their other forms, and the file of an index says so. */
  readonly language?: string;
}

/** How items are read: options of `createSearchIndex`. */
export interface ItemReaders {
  /** What is searched of an item. */
  readonly getText: (item: FileItem) => string;
  /** What tells items apart; absent where that is their texts, and their positions where texts are equal. */
  readonly getId?: (item: FileItem) => string;
  readonly fields: Readonly<Record<string, SearchField<FileItem>>>;
  readonly language?: string;
}

/**
 * The items of a file: one JSON value a line, or one list of them.
 * @throws {EmbedError} `invalid-input`, with the line.
 */
export function parseItems(content: string, name: string): FileItem[] {
  const text = content.replace(/^\uFEFF/, ''); // a mark that some editors write
  if (isListOfItems(text)) return listOf(parse(text, name), name);
  return text.split('\n').flatMap((line, i) => {
    const location = `${name}:${i + 1}`;
    return line.trim() === '' ? [] : [assertItem(parse(line, location), location)];
  });
}

const isListOfItems = (content: string) => /^\uFEFF?\s*\[/.test(content);

/** How to read items of a shape. @throws {EmbedError} `invalid-input` for an item without a text, when it is read. */
export function readersOf(items: readonly FileItem[], shape: ItemShape): ItemReaders {
  const { text = 'text', fields = {}, semantic = [], language } = shape;
  const unknown = semantic.find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw bad(`"${unknown}" is to take part in meaning, and is no field.`);
  const getText = (item: FileItem) => (typeof item === 'string' ? item : textIn(item, text));
  const hasIds = items.every((item) => typeof item === 'object' && isId(item.id));
  const id = shape.id ?? (hasIds ? 'id' : undefined);
  return {
    getText,
    ...(id !== undefined && {
      getId: (item: FileItem) => (typeof item === 'string' ? item : idIn(item, id)),
    }),
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, weight]) => [
        name,
        {
          weight,
          semantic: semantic.includes(name),
          getText: (item) => (typeof item === 'object' && name in item ? textIn(item, name) : ''),
        },
      ]),
    ),
    ...(language !== undefined && { language }),
  };
}

function textIn(item: Readonly<Record<string, unknown>>, field: string): string {
  const value = item[field];
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join(' ');
  throw bad(`An item has no text in its field "${field}": ${JSON.stringify(item).slice(0, 100)}`);
}

function idIn(item: Readonly<Record<string, unknown>>, field: string): string {
  const value = item[field];
  if (isId(value)) return String(value);
  throw bad(`An item has no id in its field "${field}": ${JSON.stringify(item).slice(0, 100)}`);
}

const isId = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

function listOf(value: unknown, name: string): FileItem[] {
  if (!Array.isArray(value)) throw bad(`${name} holds no list of items.`);
  return value.map((item, i) => assertItem(item, `${name}, item ${i + 1}`));
}

function assertItem(item: unknown, location: string): FileItem {
  if (typeof item === 'string') return item;
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) return { ...item };
  throw bad(`${location} is neither a text nor an object.`);
}

function parse(json: string, location: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new EmbedError('invalid-input', `${location} is not JSON.`, { cause });
  }
}

const bad = (text: string) => new EmbedError('invalid-input', text);

/** An item that a later one with its id replaces. */
export interface DroppedItem {
  readonly id: string;
  /** Where it is: `line 3` of a file with one item a line, `item 3` of a list. */
  readonly location: string;
}

/** The items of a file that are not in its index, since a later one has their id. */
export function droppedItems(
  content: string,
  items: readonly FileItem[],
  getId: ItemReaders['getId'],
): readonly DroppedItem[] {
  if (!getId) return [];
  const ids = items.map(getId);
  const last = new Map(ids.map((id, i) => [id, i]));
  const isList = isListOfItems(content);
  const lines = content.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [i + 1]));
  return ids.flatMap((id, i) =>
    last.get(id) === i ? [] : [{ id, location: isList ? `item ${i + 1}` : `line ${lines[i]}` }],
  );
}
