// Programs of the system, and Debian's packages of them.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
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

const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Options with which `apt-get` sees these sources alone, with lists of its own: the system's stay as they are.
 * @param {readonly string[]} sources each as `deb trixie main`
 * @param {string} folder
 */
export function privateSources(sources, folder) {
  mkdirSync(join(folder, 'lists/partial'), { recursive: true });
  const lines = sources.map((source) =>
    source.replace(' ', ` [signed-by=${KEYS}] http://deb.debian.org/debian `),
  );
  writeFileSync(join(folder, 'sources.list'), `${lines.join('\n')}\n`);
  return [
    `Dir::Etc::SourceList=${join(folder, 'sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${join(folder, 'lists')}`,
    'Dir::Cache::pkgcache=',
    'Dir::Cache::srcpkgcache=',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
}

/**
 * Downloads packages without installing them.
 * @param {readonly string[]} packages
 * @param {readonly string[]} sources as `bookworm main`
 * @param {string} folder
 * @returns the files
 */
export function downloadFromDebian(packages, sources, folder) {
  console.error(`Downloading ${packages.join(' ')} with apt-get …`);
  const options = privateSources(
    sources.map((source) => `deb ${source}`),
    folder,
  );
  for (const parameters of [['update'], ['download', ...packages]])
    execFileSync('apt-get', [...options, '-qq', ...parameters], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name));
}
