// Finds the programs of a PostgreSQL server that has pgvector, or installs them from Debian's packages.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canInstall, privateSources } from './debian.mjs';

const ROOT = '/usr/lib/postgresql';
const OLDEST = 15;
/** The Debian release whose source of pgvector is built where there is no package of it (bookworm has none). */
const SOURCE_RELEASE = 'trixie';
/** HNSW and half-precision vectors need 0.7; iterative scans, which filters need, 0.8. */
const OLDEST_VECTOR = [0, 8];

/**
 * The folder of `initdb` and `postgres`. Installs what is missing, which needs Debian (or Ubuntu) and root.
 * @returns {string}
 */
export function findPostgres() {
  const found = installed();
  if (found) return found;
  if (!canInstall()) {
    throw new Error(
      `There is no PostgreSQL ${OLDEST} or newer with pgvector 0.8 or newer in ${ROOT}. Install the packages postgresql and postgresql-NN-pgvector.`,
    );
  }
  install();
  const bin = installed();
  if (!bin) throw new Error('PostgreSQL was installed, but its programs are not where they should be.');
  return bin;
}

/** The newest server that has pgvector. */
function installed() {
  return versions()
    .filter((version) => existsSync(join(ROOT, version, 'bin/postgres')) && hasVector(version))
    .map((version) => join(ROOT, version, 'bin'))[0];
}

function versions() {
  if (!existsSync(ROOT)) return [];
  return readdirSync(ROOT)
    .filter((version) => Number(version) >= OLDEST)
    .toSorted((a, b) => Number(b) - Number(a));
}

/** @param {string} version */
function hasVector(version) {
  const folder = `/usr/share/postgresql/${version}/extension`;
  if (!existsSync(folder) || !existsSync(join(ROOT, version, 'lib/vector.so'))) return false;
  return readdirSync(folder).some((file) => {
    const [, major, minor] = /^vector--(\d+)\.(\d+)\.\d+\.sql$/.exec(file) ?? [];
    return Number(major) > Number(OLDEST_VECTOR[0]) || Number(minor) >= Number(OLDEST_VECTOR[1]);
  });
}

function install() {
  run('apt-get', ['update', '-q']);
  withoutOwnCluster();
  const newest = packagedVersions()[0];
  if (newest) return apt([`postgresql-${newest}`, `postgresql-${newest}-pgvector`]);
  apt(['postgresql', 'build-essential', 'dpkg-dev']);
  const version = versions()[0];
  if (!version) throw new Error('apt-get installed no PostgreSQL that is new enough.');
  apt([`postgresql-${version}`, `postgresql-server-dev-${version}`]);
  buildVector(version);
}

/** Versions for which there is a package of pgvector that is new enough, newest first. */
function packagedVersions() {
  const names = read('apt-cache', ['search', '--names-only', '^postgresql-[0-9]+-pgvector$']);
  return Array.from(names.matchAll(/^postgresql-(\d+)-pgvector/gm), ([, version = '']) => version)
    .filter((version) => Number(version) >= OLDEST)
    .filter((version) => {
      const candidate = /Candidate: (\d+)\.(\d+)/.exec(
        read('apt-cache', ['policy', `postgresql-${version}-pgvector`]),
      );
      return Number(candidate?.[1]) > 0 || Number(candidate?.[2]) >= Number(OLDEST_VECTOR[1]);
    })
    .toSorted((a, b) => Number(b) - Number(a));
}

/** Builds pgvector from Debian's source package, of a later release than this machine's. @param {string} version */
function buildVector(version) {
  const folder = mkdtempSync(join(tmpdir(), 'pgvector-'));
  try {
    const options = privateSources([`deb-src ${SOURCE_RELEASE} main`], folder);
    run('apt-get', [...options, 'update', '-q']);
    run('apt-get', [...options, 'source', '-q', 'pgvector'], folder);
    const source = readdirSync(folder).find((name) => /^pgvector-[\d.]+$/.test(name));
    if (!source) throw new Error('The source of pgvector was not unpacked.');
    const make = ['OPTFLAGS=', 'with_llvm=no', `PG_CONFIG=${join(ROOT, version, 'bin/pg_config')}`];
    run('make', ['-j2', ...make], join(folder, source));
    run('make', ['install', ...make], join(folder, source));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Debian starts a server of its own when the package is installed, unless this says otherwise. */
function withoutOwnCluster() {
  const file = '/etc/postgresql-common/createcluster.conf';
  if (existsSync(file)) return;
  mkdirSync('/etc/postgresql-common', { recursive: true });
  writeFileSync(file, 'create_main_cluster = false\n');
}

/** @param {readonly string[]} packages */
function apt(packages) {
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages]);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
function run(program, args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync(program, args, { env, cwd, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 26 });
  } catch (error) {
    const said = Object(error).stderr || Object(error).stdout || error;
    throw new Error(`${program} ${args.join(' ')} failed:\n${String(said).slice(-2000)}`);
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function read(program, args) {
  return execFileSync(program, args, { encoding: 'utf8' });
}
