import { EmbedError } from '../../src/engine/errors.js';
import { seeded } from './random.js';
import { TARGETS, warmUp } from './targets.js';

export type TargetName = keyof typeof TARGETS;

/** What became of the cases of a target. */
export interface Tally {
  cases: number;
  refused: number;
  accepted: number;
  compared: number;
  hangs: number;
  untyped: number;
  wrong: number;
  /** Cases that are not as they should be: their seeds, and what happened. */
  readonly found: string[];
}

/** How many cases of each target make a round: about as much time for each. */
const ROUND: Readonly<Record<TargetName, number>> = {
  onnx: 12,
  rewired: 6,
  safetensors: 20,
  tokenizer: 4,
  pipeline: 4,
  staticModel: 20,
  index: 12,
  folder: 150,
  headers: 150,
};
const HANG_SECONDS = 1;
const MAX_FOUND = 20;

export function newTally(): Tally {
  return { cases: 0, refused: 0, accepted: 0, compared: 0, hangs: 0, untyped: 0, wrong: 0, found: [] };
}

/** Runs rounds until `isOver`, each case by a seed of its own. */
export async function campaign(
  firstSeed: number,
  isOver: (cases: number) => boolean,
): Promise<Record<TargetName, Tally>> {
  const tallies = Object.fromEntries(Object.keys(ROUND).map((name) => [name, newTally()])) as Record<
    TargetName,
    Tally
  >; // Object.fromEntries forgets names
  await warmUp();
  let seed = firstSeed;
  for (let cases = 0; !isOver(cases); )
    for (const name of Object.keys(ROUND) as TargetName[])
      for (let i = 0; i < ROUND[name] && !isOver(cases); i++) {
        await runCase(name, seed++, tallies[name]);
        cases++;
      }
  return tallies;
}

/** Runs one case again, by its seed. */
export async function runCase(name: TargetName, seed: number, tally: Tally): Promise<void> {
  const note = (kind: 'hangs' | 'untyped' | 'wrong', what: string) => {
    tally[kind]++;
    if (tally.found.length < MAX_FOUND) tally.found.push(`${name} ${seed}: ${kind}, ${what.slice(0, 300)}`);
  };
  tally.cases++;
  const before = process.cpuUsage();
  try {
    const verdict = await TARGETS[name](seeded(seed));
    if (typeof verdict === 'string') tally[verdict]++;
    else note('wrong', verdict.wrong);
  } catch (error) {
    if (EmbedError.is(error)) tally.refused++;
    else note('untyped', error instanceof Error ? String(error.stack) : String(error));
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > HANG_SECONDS) note('hangs', `${seconds} s`);
}
