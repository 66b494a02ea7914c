import type { NewDocument } from '../rpc/searchProtocol.js';
import { termsOf } from './tokenize.js';

/** A title may have so many characters more than the query: marks of a heading, punctuation. */
const MORE_CHARACTERS = 8;

/** Makes what tells whether one of a document's fields, or the first line of its text, has the words of a query and no others. */
export function titleMatcher(query: string): (document: Pick<NewDocument, 'text' | 'fields'>) => boolean {
  const wanted = wordsOf(query);
  const longest = query.trim().length + MORE_CHARACTERS;
  const isTitle = (text: string) => text.length <= longest && wordsOf(text) === wanted;
  return ({ text, fields = [] }) =>
    fields.some((field) => isTitle(field.text)) || isTitle(firstLine(text, longest));
}

/** The first line that is not blank; all of the text if that is longer than a title. */
function firstLine(text: string, longest: number): string {
  const start = text.search(/\S/);
  const end = text.slice(Math.max(start, 0), Math.max(start, 0) + longest + 1).indexOf('\n');
  return end < 0 ? text : text.slice(start, start + end);
}

const wordsOf = (text: string) =>
  termsOf(text)
    .flatMap(({ term, isJoined }) => (isJoined ? [] : term))
    .join(' ');
