import factsFile from '../../../models/knownFacts.json';
import { type KnownRules, knownRules } from './catalog.js';
import type { Dtype } from './config/modelSource.js';

interface KnownFacts {
  readonly license: string;
  /** About how large its weights are, by dtype, as far as that is known. */
  readonly megabytes: Readonly<Partial<Record<Dtype, number>>>;
  /** What of it was checked for this library: its `rules` against its authors' files and cards, its `files`, `vectors`. */
  readonly verified: readonly string[];
  readonly unverified: readonly string[];
}

/**
 * A model whose rules are known, and whose files are not: these are read where they lie, and verified as those of any folder
 * are.
 */
export interface KnownModel extends KnownRules, KnownFacts {}

const facts: Readonly<Record<string, KnownFacts>> = factsFile;

/** Models that can be named by id besides those of the catalog, and what is known of them. */
export const knownModels: readonly KnownModel[] = knownRules.flatMap((rules) => {
  const own = facts[rules.id];
  return own ? [{ ...rules, ...own }] : [];
});
