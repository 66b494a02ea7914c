import { existsSync } from 'node:fs';
import { installFromDebian, pathsOf } from './debian.mjs';

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
  const find = () => pathsOf([name]).find((path) => existsSync(path));
  const found = find();
  if (found) return found;
  try {
    installFromDebian(packages, ['--no-install-recommends']);
  } catch (cause) {
    throw new MissingProgram(`There is no ${name}. Debian has it: apt-get install ${packages.join(' ')}`, {
      cause,
    });
  }
  return find() ?? name;
}
