/** A heading of a text, in Markdown (`## Storage`) or HTML (`<h2>Storage</h2>`). */
export interface Heading {
  /** From 1 to 6. */
  readonly level: number;
  /** What it says, without its marks. */
  readonly text: string;
  /** Where it begins, with its marks, in UTF-16 units. */
  readonly start: number;
}

/** A heading, or what begins and ends code, where a # is no heading. What is unbounded in these is bounded here: texts are anybody's. */
const MARKS =
  /^ {0,3}(?:(#{1,6})[ \t]+(?=\S)([^\n]{1,500})|(`{3,}|~{3,}))|<h([1-6])(?=[\s>])[^<>]{0,500}>([\s\S]{1,1000}?)<\/h\4\s{0,9}>/gim;
const TAGS = /<[^<>]{0,500}>/g;
/** What is behind the text of a Markdown heading. */
const CLOSING = /(?<!#)#{1,6}$/;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/** The headings of a text, in order. */
export function headingsOf(text: string): Heading[] {
  if (!/#|<h[1-6]/i.test(text)) return []; // as most texts
  const headings: Heading[] = [];
  let fence = '';
  for (const match of text.matchAll(MARKS)) {
    const [, marks, words, mark = '', level, html] = match;
    if (mark !== '') fence = fence === '' ? mark : mark.startsWith(fence) ? '' : fence;
    else if (fence === '') {
      const said = marks === undefined ? plain(html ?? '') : (words ?? '').trim().replace(CLOSING, '').trim();
      const start = match.index + match[0].search(/\S/);
      if (said !== '') headings.push({ level: marks?.length ?? Number(level), text: said, start });
    }
  }
  return headings;
}

/** The headings under which an offset of a text stands, outermost first. */
export function headingsAt(headings: readonly Heading[], offset: number): Heading[] {
  const above: Heading[] = [];
  for (const heading of headings) {
    if (heading.start > offset) break;
    while ((above.at(-1)?.level ?? 0) >= heading.level) above.pop();
    above.push(heading);
  }
  return above;
}

const plain = (html: string) =>
  html
    .replace(TAGS, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
