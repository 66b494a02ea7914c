import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the package's JavaScript, which `buildPackage.ts` has built before the first test. */
export const builtPackage = new URL('../../dist', import.meta.url).pathname;

/** Runs a command of the built package. */
export async function reactEmbeddings(...words: string[]): Promise<{ stdout: string; stderr: string }> {
  return run('node', [`${builtPackage}/node/cli.js`, ...words]);
}
