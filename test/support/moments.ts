import { EmbedError } from '../../src/engine/index.js';
import { nextTask } from '../../src/engine/utils/promises.js';

// The moments at which other code of the page may run. A moment is so many microtasks after so many tasks.

export interface Moment {
  readonly tasks: number;
  readonly microtasks: number;
}

/** All moments of so many tasks, with so many microtasks each. */
export const momentsOf = (tasks: number, microtasks: number): readonly Moment[] =>
  Array.from({ length: tasks * microtasks }, (_, i) => ({
    tasks: Math.floor(i / microtasks),
    microtasks: i % microtasks,
  }));

export async function comes({ tasks, microtasks }: Moment): Promise<void> {
  for (let i = 0; i < tasks; i += 1) await nextTask();
  for (let i = 0; i < microtasks; i += 1) await null;
}

/** Until all that was terminated has heard of it. */
export const rest = (): Promise<void> => comes({ tasks: 12, microtasks: 0 });

/** `done`, or what it was rejected with: the code of an error of this library. */
export const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => (EmbedError.is(error) ? error.code : String(error)),
  );
