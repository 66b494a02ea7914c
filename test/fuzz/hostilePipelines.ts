import { mutatedJson } from './json.js';
import type { Random } from './random.js';

/** A tokenizer.json with steps that multiply, in any order, any number, and any depth; one in three is damaged besides. */
export function hostilePipeline(tokenizer: unknown, random: Random): unknown {
  const parts = {
    normalizer: () => sequence('normalizers', NORMALIZERS, random),
    pre_tokenizer: () => sequence('pretokenizers', PRE_TOKENIZERS, random),
    post_processor: () => sequence('processors', POST_PROCESSORS, random),
    decoder: () => sequence('decoders', DECODERS, random),
    added_tokens: () => Array.from({ length: random.below(40) }, (_, id) => addedToken(id, random)),
  };
  const chosen = Object.entries(parts).filter(() => random.below(2) === 0);
  const file = {
    ...(tokenizer as object),
    ...Object.fromEntries(chosen.map(([name, make]) => [name, make()])),
  };
  return random.below(3) === 0 ? mutatedJson(file, random) : file;
}

type Step = (random: Random) => unknown;

const MOST_STEPS = 40;
/** Few kinds at a time, so that those that multiply each other meet. */
const KINDS = 3;

function sequence(field: string, kinds: readonly Step[], random: Random, depth = 0): unknown {
  const some = Array.from({ length: KINDS }, () => random.pick(kinds));
  const steps = Array.from({ length: random.below(MOST_STEPS) }, () =>
    random.below(20) === 0 && depth < 3
      ? sequence(field, kinds, random, depth + 1)
      : random.pick(some)(random),
  );
  return { type: 'Sequence', [field]: steps };
}

const TEXT = [
  '',
  'a',
  'b',
  ' ',
  '▁',
  'é',
  '你',
  'aa',
  'ab',
  'hello world',
  'x'.repeat(500),
  'x'.repeat(3_000),
];
const PATTERNS = [
  '',
  '.',
  'a*',
  '\\s+(?!\\S)',
  '(?:a|aa)+(?=b)',
  '(a+)+$',
  '(?=(a*)*b)',
  '(.)\\1*',
  '.*.*.*(?<=b)',
  '[^b]*b|a',
  '(?=a*b)x|a',
  '(?:a(?=a*))+',
  '(?<=a*)b',
  '\\p{L}{50}',
  '(?:\\p{L}{90}){90}',
];

const pattern: Step = (random) =>
  random.below(2) === 0 ? { String: random.pick(TEXT) } : { Regex: random.pick(PATTERNS) };
const replace: Step = (random) => ({
  type: 'Replace',
  pattern: pattern(random),
  content: random.pick(TEXT),
});
const named =
  (...types: readonly string[]): Step =>
  (random) => ({ type: random.pick(types) });

const NORMALIZERS: readonly Step[] = [
  replace,
  replace,
  (random) => ({ type: 'Prepend', prepend: random.pick(TEXT) }),
  named('NFKD', 'NFKC', 'NFD', 'NFC', 'Lowercase', 'StripAccents', 'Nmt', 'ByteLevel'),
  named('ByteLevel'),
];

const PRE_TOKENIZERS: readonly Step[] = [
  (random) => ({
    type: 'Split',
    pattern: pattern(random),
    behavior: random.pick(['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous']),
    invert: random.below(2) === 0,
  }),
  (random) => ({
    type: 'Metaspace',
    replacement: random.pick(['▁', '_', 'a', '🙂']),
    prepend_scheme: random.pick(['always', 'first', 'never']),
    split: random.below(2) === 0,
  }),
  (random) => ({
    type: 'ByteLevel',
    add_prefix_space: random.below(2) === 0,
    trim_offsets: true,
    use_regex: random.below(2) === 0,
  }),
  (random) => ({ type: 'FixedLength', length: random.pick([0, 1, 2, 1e6]) }),
  (random) => ({ type: 'Digits', individual_digits: random.below(2) === 0 }),
  (random) => ({ type: 'Punctuation', behavior: random.pick(['Isolated', 'Contiguous']) }),
  named('Whitespace', 'WhitespaceSplit', 'BertPreTokenizer', 'UnicodeScripts'),
];

const POST_PROCESSORS: readonly Step[] = [
  (random) => {
    const ids = Array.from({ length: random.pick([1, 1, 30, 300]) }, () => 1);
    const special = { SpecialToken: { id: '[X]', type_id: 0 } };
    const pieces = [special, { Sequence: { id: random.pick(['A', 'A', 'B']), type_id: 0 } }];
    const single = Array.from({ length: 1 + random.below(30) }, () =>
      random.pick([special, random.pick(pieces)]),
    );
    return {
      type: 'TemplateProcessing',
      single,
      pair: [],
      special_tokens: { '[X]': { id: '[X]', ids, tokens: ids.map(() => '[X]') } },
    };
  },
  named('ByteLevel'),
  () => ({ type: 'BertProcessing', sep: ['[SEP]', 1], cls: ['[CLS]', 2] }),
];

const DECODERS: readonly Step[] = [
  replace,
  named('Fuse', 'ByteFallback', 'ByteLevel'),
  (random) => ({ type: 'Strip', content: 'a', start: random.number(), stop: random.number() }),
];

function addedToken(id: number, random: Random): unknown {
  const flag = () => random.below(2) === 0;
  return {
    id,
    content: random.pick(TEXT) + random.pick(TEXT),
    special: flag(),
    normalized: flag(),
    single_word: flag(),
    lstrip: flag(),
    rstrip: flag(),
  };
}
