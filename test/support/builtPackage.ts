import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
let building: Promise<unknown> | undefined;

/** Builds the package's JavaScript from the sources as they are, once a test file. @returns its folder */
export async function builtPackage(): Promise<string> {
  building ??= run('npx', ['rolldown', '-c']);
  await building;
  return new URL('../../dist', import.meta.url).pathname;
}

/** Runs a command of the built package. */
export async function reactEmbeddings(...words: string[]): Promise<{ stdout: string; stderr: string }> {
  return run('node', [`${await builtPackage()}/node/cli.js`, ...words]);
}
