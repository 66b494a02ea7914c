import factsFile from '../../../models/knownFacts.json';
import { type HubModelRules, hubModelRules } from './catalog.js';
import type { Dtype } from './config/modelSource.js';

interface HubModelFacts {
  readonly license: string;
  /** About how large its weights are, by dtype, as far as that is known. */
  readonly megabytes: Readonly<Partial<Record<Dtype, number>>>;
  /** What of it was checked for this library: its `rules` against its authors' files and cards, its `files`, `vectors`. */
  readonly verified: readonly string[];
  readonly unverified: readonly string[];
}

/**
 * A model of the Hub that is not in the catalog: its rules are known, and its files are not. They are downloaded from the Hub, and
 * verified as those of any folder are.
 */
export interface HubModel extends HubModelRules, HubModelFacts {}

const facts: Readonly<Record<string, HubModelFacts>> = factsFile;

/** Models of the Hub that can be named by id besides those of the catalog. */
export const hubModels: readonly HubModel[] = hubModelRules.flatMap((rules) => {
  const own = facts[rules.id];
  return own ? [{ ...rules, ...own }] : [];
});
