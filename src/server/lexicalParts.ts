import { B, K1, MAX_COMPLETIONS, type QueryTerm } from '../engine/ranking/bm25.js';
import type { Parameters } from './conditions.js';
import { impact } from './tableIndexes.js';
import type { WeightedTerm, WordsPlan } from './wordsPlan.js';

// BM25 as the index in the browser has it: parts of a statement that end in `lexical (number, bm25)` and
// `lexical_whole (whole)`, by which BM25 is measured.

const score = (posting: string, constants: { fixed: string; perWord: string }) =>
  `sum(w.factor * ${posting}.times / (${posting}.times + ${constants.fixed} + ${constants.perWord} * ${posting}.length))`;

function constantsOf(parameters: Parameters, { fixed, perWord }: WordsPlan) {
  return { fixed: parameters.add(fixed, 'float8'), perWord: parameters.add(perWord, 'float8') };
}

function wordsTable(parameters: Parameters, terms: readonly WeightedTerm[]): string {
  const names = parameters.add(
    terms.map(({ term }) => term),
    'text[]',
  );
  const factors = parameters.add(
    terms.map(({ factor }) => factor),
    'float8[]',
  );
  return `unnest(${names}, ${factors}) w (term, factor)`;
}

/** All postings of all words. `offset 0`: by the index, term by term, whatever the planner guesses. */
export function exactParts(parameters: Parameters, schema: string, plan: WordsPlan): string[] {
  return [
    `lexical as materialized (
      select p.number, ${score('p', constantsOf(parameters, plan))} as bm25
      from ${wordsTable(parameters, plan.terms)},
        lateral (select * from ${schema}.postings p where p.term = w.term offset 0) p
      group by p.number)`,
    wholePart(parameters, plan),
  ];
}

/** All words of the few documents that pass a filter, which lie in `allowed`. */
export function narrowParts(parameters: Parameters, schema: string, plan: WordsPlan): string[] {
  return [
    `lexical as materialized (
      select p.number, ${score('p', constantsOf(parameters, plan))} as bm25
      from allowed a cross join ${wordsTable(parameters, plan.terms)},
        lateral (select * from ${schema}.postings p where p.term = w.term and p.number = a.number offset 0) p
      group by p.number)`,
    wholePart(parameters, plan),
  ];
}

function wholePart(parameters: Parameters, { whole }: WordsPlan): string {
  return `lexical_whole as (select ${parameters.add(whole, 'float8')} as whole)`;
}

/** What is read of the postings of frequent words is their best; all words of the documents that this finds count. */
export function prunedParts(
  parameters: Parameters,
  schema: string,
  plan: WordsPlan,
  { isAllowed, typicalLength, others }: { isAllowed: string; typicalLength: number; others: string },
): string[] {
  const { pruned } = plan;
  if (!pruned) return exactParts(parameters, schema, plan);
  const constants = constantsOf(parameters, plan);
  const limits = parameters.add(
    pruned.scanned.map(({ limit }) => limit),
    'int[]',
  );
  const areWhole = parameters.add(
    pruned.scanned.map(({ isComplete }) => isComplete),
    'boolean[]',
  );
  const scanned = wordsTable(parameters, pruned.scanned).replace(
    ') w (term, factor)',
    `, ${limits}, ${areWhole}) w (term, factor, most, is_whole)`,
  );
  return [
    // `whole_words` is what words give of which all postings are read, `bm25` what all give that were read.
    `scanned as materialized (
      select p.number, ${score('p', constants)} as bm25, ${score('p', constants)} filter (where w.is_whole) as whole_words
      from ${scanned},
        lateral (select number, times, length from ${schema}.postings p
          where p.term = w.term order by ${impact(typicalLength)} desc limit w.most) p
      group by p.number)`,
    `shortlist as materialized (
      (select s.number from (select number from scanned order by bm25 desc, number offset 0) s
        ${isAllowed.replaceAll('NUMBER', 's.number')} limit ${pruned.shortlist})
      ${others})`,
    `probed as materialized (
      select s.number, ${score('p', constants)} as bm25
      from shortlist s cross join ${wordsTable(parameters, pruned.probed)},
        lateral (select * from ${schema}.postings p where p.term = w.term and p.number = s.number offset 0) p
      group by s.number)`,
    `lexical as materialized (
      select number, coalesce(scanned.whole_words, 0) + coalesce(probed.bm25, 0) as bm25
      from shortlist left join scanned using (number) left join probed using (number)
      where scanned.whole_words is not null or probed.bm25 is not null)`,
    wholePart(parameters, plan),
  ];
}

/**
 * As if there were no documents but those in `base (number, length)`: how frequent a word is, how long texts are and which
 * words begin with a prefix is counted among these.
 */
export function visibleParts(parameters: Parameters, schema: string, terms: readonly QueryTerm[]): string[] {
  const names = parameters.add(
    terms.map(({ term }) => term),
    'text[]',
  );
  const forms = parameters.add(
    terms.filter(({ isForm }) => isForm).map(({ term }) => term),
    'text[]',
  );
  const prefix = parameters.add(terms.find(({ isPrefix }) => isPrefix)?.term ?? null, 'text');
  return [
    `base_facts as materialized (
      select count(*)::float8 as documents, ${K1 * B} * count(*)::float8 / nullif(sum(length), 0) as per_word from base)`,
    `words as (
      select term, 1::float8 as weight from unnest(${names}) term
      union all (
        select p.term, 0.5 * length(${prefix}) / length(p.term)
        from ${schema}.postings p join base using (number)
        where p.term > ${prefix} collate "C" and p.term < (${prefix} || chr(1114111)) collate "C"
        group by p.term order by count(*) desc, p.term limit ${MAX_COMPLETIONS}))`,
    `matched as materialized (
      select words.term, words.weight, p.number, p.times, p.length
      from words join ${schema}.postings p using (term) join base on base.number = p.number)`,
    // A word may be asked for by itself and as what a prefix becomes: then it counts as both, as in the browser.
    `weights as (
      select term, weight, ${K1 + 1} * weight * ln(1 + (b.documents - count(*) + 0.5) / (count(*) + 0.5)) as factor
      from matched, base_facts b group by term, weight, b.documents)`,
    `lexical as materialized (
      select p.number, ${score('p', { fixed: `${K1 * (1 - B)}`, perWord: 'b.per_word' })} as bm25
      from matched p join weights w using (term, weight), base_facts b
      group by p.number)`,
    // What is typed may be a word or become one of several, of which the best counts; other words count though no document
    // has them.
    `lexical_whole as (
      select sum(coalesce(best, ln(1 + (b.documents + 0.5) / 0.5))) as whole
      from base_facts b, unnest(${names}) word,
        lateral (select max(factor) / ${K1 + 1} as best from weights
          where term = word or (word = ${prefix} and weight < 1)) own
      where best is not null or word <> all (${forms}))`,
  ];
}
