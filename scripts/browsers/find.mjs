import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that is not there and cannot be installed. */
export class MissingProgram extends Error {}

/**
 * The path of a program; where it is not there, it is installed from Debian's packages.
 * @param {string} name
 * @param {readonly string[]} packages that bring it
 * @returns {string}
 * @throws {MissingProgram} that says how to install it
 */
export function findProgram(name, packages) {
  const found = onPath(name);
  if (found) return found;
  try {
    install(packages);
  } catch (cause) {
    throw new MissingProgram(`There is no ${name}. Debian has it: apt-get install ${packages.join(' ')}`, {
      cause,
    });
  }
  return onPath(name) ?? name;
}

/** @param {string} name */
function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** @param {readonly string[]} packages */
function install(packages) {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0)
    throw new Error('not root on a Debian system');
  console.error(`Installing ${packages.join(' ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const parameters of [['update'], ['install', '-y', '--no-install-recommends', ...packages]])
    execFileSync('apt-get', ['-qq', ...parameters], { stdio: ['ignore', 'ignore', 'inherit'], env });
}
