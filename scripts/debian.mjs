// Programs of the system, and Debian's packages of them.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program may be that has one of these names. @param {readonly string[]} names */
export function pathsOf(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** Whether packages can be installed here: as root, on Debian or Ubuntu. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * @param {readonly string[]} packages
 * @param {readonly string[]} options
 * @throws {Error} where that is not possible
 */
export function installFromDebian(packages, options = []) {
  if (!canInstall()) throw new Error('not root on a Debian system');
  console.error(`Installing ${packages.join(' ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const parameters of [['update'], ['install', '-y', ...options, ...packages]])
    execFileSync('apt-get', ['-qq', ...parameters], { stdio: ['ignore', 'ignore', 'inherit'], env });
}
