import { array, type Json, number, object, oneOf, string, UnsupportedTokenizer } from './fields.js';

/** `TemplateProcessing` spells out what `BertProcessing` stands for: special tokens, the text, special tokens. */
export function readPostProcessor(processor: Json): { before: number[]; after: number[] } {
  if (processor.type === 'BertProcessing') {
    return { before: [pairId(processor.cls)], after: [pairId(processor.sep)] };
  }
  if (processor.type !== 'TemplateProcessing')
    throw new UnsupportedTokenizer(`a post-processor of type ${processor.type}`);
  const specials = readSpecials(processor.special_tokens);
  const pieces = (value: unknown) => array(value, 'template').map((piece) => readPiece(piece, specials));
  pieces(processor.pair);
  const single = pieces(processor.single);
  const text = single.findIndex(({ ids }) => ids === undefined);
  const idsOf = (some: readonly Piece[]) => some.flatMap(({ ids }) => ids ?? []);
  const isUsual = single.every(
    ({ segment, name, ids }, i) =>
      segment === 0 && (i === text ? name === 'A' : ids && i + ids.length < MAX_PIECES),
  );
  if (!isUsual || text < 0) throw new UnsupportedTokenizer('a template of another form');
  return { before: idsOf(single.slice(0, text)), after: idsOf(single.slice(text + 1)) };
}

/** Real templates have 2 to 10, each with one special token. The crate looks at others, and refuses more than 1,024 tokens. */
const MAX_PIECES = 100;

/** A piece of a template: the name of a text, or of a special token and what it stands for. */
interface Piece {
  readonly name: string;
  readonly segment: number;
  readonly ids?: readonly number[] | undefined;
}

function readPiece(value: unknown, specials: ReadonlyMap<string, readonly number[]>): Piece {
  const [[kind, content] = [], ...others] = Object.entries(object(value, 'a template of another form'));
  const { id, type_id } = object(content, 'a template of another form');
  const [name, segment] = [string(id, 'template'), number(type_id, 'segment')];
  if (others.length > 0) throw new UnsupportedTokenizer('a template of another form');
  if (kind === 'Sequence') return { name: oneOf(name, ['A', 'B'], 'template'), segment };
  oneOf(specials.has(name) && kind, ['SpecialToken'], 'template');
  return { name: '', segment, ids: specials.get(name) };
}

function readSpecials(value: unknown): Map<string, readonly number[]> {
  const specials = new Map<string, readonly number[]>();
  for (const [name, content] of Object.entries(object(value, 'no special tokens'))) {
    const { id, ids, tokens } = object(content, 'a special token of another form');
    oneOf(id, [name], 'special token');
    specials.set(
      name,
      array(ids, name).map((id) => number(id, name)),
    );
    for (const token of array(tokens, name)) string(token, name);
    if (array(tokens, name).length !== specials.get(name)?.length)
      throw new UnsupportedTokenizer(`half of ${name}`);
  }
  return specials;
}

function pairId(pair: unknown): number {
  const [name, id, ...others] = array(pair, 'post-processor');
  if (others.length > 0) throw new UnsupportedTokenizer('a post-processor of another form');
  string(name, 'post-processor');
  return number(id, 'post-processor');
}
