import { B, K1, MAX_COMPLETIONS } from '../engine/ranking/Bm25.js';
import type { QueryTerm } from '../engine/ranking/queryTerms.js';
import { goesOn, type Parameters } from './conditions.js';
import { impact } from './tableIndexes.js';
import type { WeightedTerm, WordsPlan } from './wordsPlan.js';

// BM25 as the index in the browser has it: parts of a statement that end in `lexical (number, bm25)` and
// `lexical_expected (score)`, by which BM25 is measured.

interface Constants {
  readonly fixed: string;
  readonly perWord: string;
}

/** BM25, with as few operations as possible: it is computed for thousands of rows. */
const score = (source: string, times: string, { fixed, perWord }: Constants) =>
  `sum(${source}.factor / (1 + (${fixed} + ${perWord} * length) / ${times}))`;

function constantsOf(parameters: Parameters, { fixed, perWord }: WordsPlan): Constants {
  return { fixed: parameters.add(fixed, 'float8'), perWord: parameters.add(perWord, 'float8') };
}

/** Columns of a further array for each word, by their names. */
type Columns = Readonly<Record<string, readonly [values: readonly unknown[], type: string]>>;

/** `w (term, word_group, weight, factor)`. */
function wordsTable(parameters: Parameters, terms: readonly WeightedTerm[], more: Columns = {}): string {
  const columns: Columns = {
    term: [terms.map(({ term }) => term), 'text[]'],
    word_group: [terms.map(({ group }) => group), 'int[]'],
    weight: [terms.map(({ weight }) => weight), 'float8[]'],
    factor: [terms.map(({ factor }) => factor), 'float8[]'],
    ...more,
  };
  const values = Object.values(columns).map(([values, type]) => parameters.add(values, type));
  return `unnest(${values.join(', ')}) w (${Object.keys(columns).join(', ')})`;
}

/**
 * BM25 of the postings `p` of words `w`, by number, as a subquery. Words of one group stand in a document as often as all of
 * them do, each by its weight.
 * @param whole a further column: the same of the groups whose words all pass a condition on `w`
 */
function scored(
  from: string,
  constants: Constants,
  isGrouped: boolean,
  whole?: { readonly name: string; readonly condition: string },
): string {
  const more = (sum: string, condition: string) =>
    whole ? `, ${sum} filter (where ${condition}) as ${whole.name}` : '';
  if (!isGrouped) {
    const sum = score('w', 'p.times', constants); // each word alone has the weight 1
    return `select p.number, ${sum} as bm25${more(sum, whole?.condition ?? '')} from ${from} group by p.number`;
  }
  const sum = score('g', 'g.times', constants);
  const flag = whole ? `, bool_and(${whole.condition}) as is_counted` : '';
  return `select number, ${sum} as bm25${more(sum, 'is_counted')} from (
      select p.number, max(w.factor) as factor, sum(w.weight * p.times) as times, max(p.length) as length${flag}
      from ${from} group by p.number, w.word_group) g
    group by number`;
}

/** All postings of all words. `offset 0`: by the index, term by term, whatever the planner guesses. */
export function exactParts(parameters: Parameters, schema: string, plan: WordsPlan): string[] {
  const from = `${wordsTable(parameters, plan.terms)},
    lateral (select * from ${schema}.postings p where p.term = w.term offset 0) p`;
  return [
    `lexical as materialized (${scored(from, constantsOf(parameters, plan), plan.isGrouped)})`,
    expectedScorePart(parameters, plan),
  ];
}

/**
 * The postings of a word `w` in documents, as a table `p`. All of a word at once, since then they are looked up in the order of
 * the index. `offset 0`: word by word, whatever the planner guesses.
 */
const postingsIn = (schema: string, numbers: string): string =>
  `lateral (select * from ${schema}.postings p where p.term = w.term and p.number = any(${numbers}) offset 0) p`;

/** All words of the few documents that pass a filter, which lie in `allowed`. */
export function narrowParts(parameters: Parameters, schema: string, plan: WordsPlan): string[] {
  const from = `(select array(select number from allowed) as numbers) a cross join ${wordsTable(parameters, plan.terms)},
    ${postingsIn(schema, 'a.numbers')}`;
  return [
    `lexical as materialized (${scored(from, constantsOf(parameters, plan), plan.isGrouped)})`,
    expectedScorePart(parameters, plan),
  ];
}

function expectedScorePart(parameters: Parameters, { expectedScore }: WordsPlan): string {
  return `lexical_expected as (select ${parameters.add(expectedScore, 'float8')} as score)`;
}

interface PrunedInput {
  /** What an item `NUMBER` must pass, as a `where`; empty for no filter. */
  readonly isAllowed: string;
  readonly typicalLength: number;
  /** A table of further items whose words are looked up; empty for none. */
  readonly others: string;
}

/** What is read of the postings of frequent words is their best; all words of the documents that this finds count. */
export function prunedParts(
  parameters: Parameters,
  schema: string,
  plan: WordsPlan,
  { isAllowed, typicalLength, others }: PrunedInput,
): string[] {
  const { pruned } = plan;
  if (!pruned) return exactParts(parameters, schema, plan);
  const constants = constantsOf(parameters, plan);
  const read = pruned.scanned.filter(({ isEssential }) => isEssential || isAllowed);
  const scanned = wordsTable(parameters, read, {
    most: [read.map(({ limit }) => limit), 'int[]'],
    is_whole: [read.map(({ isComplete }) => isComplete), 'boolean[]'],
  });
  const best = `${scanned},
    lateral (select number, times, length from ${schema}.postings p
      where p.term = w.term order by ${impact(typicalLength)} desc limit w.most) p`;
  const probed = wordsTable(parameters, plan.terms, {
    is_probed: [
      plan.terms.map(({ group }) => pruned.probed.some((word) => word.group === group)),
      'boolean[]',
    ],
  });
  const lookedUp = `${probed} cross join looked_up l,
    ${postingsIn(schema, 'case when w.is_probed then l.every else l.further end')}`;
  return [
    // `whole_words` is what words give of which all postings are read, `bm25` what all give that were read. The rows that are
    // scanned are put into order where they are, since ten thousand take longer to store than to compute.
    `shortlist as materialized (
      select s.number, s.whole_words from (
        select number, whole_words from (${scored(best, constants, plan.isGrouped, { name: 'whole_words', condition: 'w.is_whole' })}) scanned
        order by bm25 desc, number offset 0) s
      ${isAllowed.replaceAll('NUMBER', 's.number')} limit ${isAllowed ? pruned.filteredShortlist : pruned.shortlist})`,
    `further as materialized (${others ? `select number from ${others} except select number from shortlist` : 'select 0 where false'})`,
    `looked_up as materialized (
      select array(table further) as further, array(select number from shortlist union all table further) as every)`,
    `probed as materialized (${scored(lookedUp, constants, plan.isGrouped)})`,
    `lexical as materialized (
      select number, coalesce(shortlist.whole_words, 0) + coalesce(probed.bm25, 0) as bm25
      from shortlist full join probed using (number)
      where shortlist.whole_words is not null or probed.bm25 is not null)`,
    expectedScorePart(parameters, plan),
  ];
}

/**
 * As if there were no documents but those in `base (number, length)`: how frequent a word is, how long texts are and which
 * words begin with a prefix is counted among these.
 */
export function visibleParts(parameters: Parameters, schema: string, terms: readonly QueryTerm[]): string[] {
  const open = terms.findIndex(({ isPrefix }) => isPrefix);
  const prefix = parameters.add(terms[open]?.term ?? null, 'text');
  const forms = parameters.add(terms[open]?.variants?.map(({ word }) => word) ?? [], 'text[]');
  const words = terms.flatMap(({ term, variants = [] }, owner) =>
    [{ word: term, weight: 1 }, ...variants].map(({ word, weight }) => ({ word, weight, owner })),
  );
  const columns = [
    parameters.add(
      words.map(({ word }) => word),
      'text[]',
    ),
    parameters.add(
      words.map(({ weight }) => weight),
      'float8[]',
    ),
    parameters.add(
      words.map(({ owner }) => owner),
      'int[]',
    ),
  ];
  const areForms = parameters.add(
    terms.map(({ isForm = false }) => isForm),
    'boolean[]',
  );
  return [
    `base_facts as materialized (
      select count(*)::float8 as documents, ${K1 * B} * count(*)::float8 / nullif(sum(length), 0) as per_word from base)`,
    // A group is of one word of the query and its other forms, or of one that the last word may become.
    `words as (
      select term, weight, owner, 1::float8 as share, owner as word_group
      from unnest(${columns.join(', ')}) w (term, weight, owner)
      union all
      select term, 1, ${parameters.add(open, 'int')}, 0.5 * length(${prefix}) / length(term), ${terms.length} + rank::int from (
        select p.term, row_number() over (order by count(*) desc, p.term) as rank
        from ${schema}.postings p join base using (number)
        where ${goesOn('p.term', prefix)}
        group by p.term order by rank limit ${MAX_COMPLETIONS}) completion
      where term <> all (${forms}))`,
    `matched as materialized (
      select word_group, owner, share, p.number, sum(weight * p.times) as times, max(p.length) as length
      from words join ${schema}.postings p using (term) join base on base.number = p.number
      group by word_group, owner, share, p.number)`,
    `weights as (
      select word_group, owner,
        ${K1 + 1} * share * ln(1 + (b.documents - count(*) + 0.5) / (count(*) + 0.5)) as factor
      from matched, base_facts b group by word_group, owner, share, b.documents)`,
    `lexical as materialized (
      select number, sum(factor * times / (times + ${K1 * (1 - B)} + b.per_word * length)) as bm25
      from matched join weights using (word_group), base_facts b
      group by number)`,
    // What is typed may be a word or become one of several, of which the best counts; other words count though no document
    // has them.
    `lexical_expected as (
      select sum(coalesce(best, ln(1 + (b.documents + 0.5) / 0.5))) as score
      from base_facts b, unnest(${areForms}) with ordinality term (is_form, ordinal),
        lateral (select max(factor) / ${K1 + 1} as best from weights where owner = ordinal - 1) own
      where best is not null or not is_form)`,
  ];
}
