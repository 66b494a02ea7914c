// npm run postgres:start: a PostgreSQL server with pgvector, on 127.0.0.1, for development and tests. Ctrl-C stops it.
//
//   --folder DIR     keep its data there, for the next start (default: a temporary folder, deleted at the end)
//   --port N         its port (default: a free one)
//   --stop           stop the one that runs in --folder DIR

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from './ports.mjs';
import { findPostgres } from './postgres-install.mjs';

/** No test needs its data after the machine has crashed. */
const WITHOUT_DISK = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/**
 * @typedef {object} PostgresServer
 * @property {string} url for clients, with its password
 * @property {() => Promise<void>} stop ends the server, and deletes its data unless they have a folder
 * @property {() => Promise<void>} restart ends all sessions, and starts it again on its port
 * @property {() => void} freeze stops all of its processes where they are: connections stay open, and nothing answers
 * @property {() => void} thaw lets them go on
 */

/**
 * Starts a server of its own. It ends with this process at the latest.
 * @param {{ folder?: string, port?: number, settings?: Record<string, string> }} [options]
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres({ folder, port, settings = folder ? {} : WITHOUT_DISK } = {}) {
  const bin = findPostgres();
  const user = unprivileged();
  const home = folder === undefined ? mkdtempSync(join(tmpdir(), 'postgres-')) : resolve(folder);
  const password = makeCluster(bin, home, user);
  const free = port ?? (await freePort());
  const flags = {
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(free),
    unix_socket_directories: '',
  };
  const args = Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const remove = () => folder === undefined && rmSync(home, { recursive: true, force: true });
  const start = () =>
    launch(join(bin, 'postgres'), ['-D', join(home, 'data'), ...args], { ...user, cwd: home });
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server;
  const kill = () => {
    if (server) signalAll(server, 'SIGCONT');
    server?.kill('SIGQUIT');
    remove();
  };
  process.once('exit', kill);
  try {
    server = await start();
  } catch (error) {
    process.off('exit', kill);
    remove();
    throw error;
  }
  const end = async () => {
    if (!server || server.exitCode !== null) return;
    const isOver = once(server, 'exit');
    server.kill('SIGINT'); // ends sessions, too
    await isOver;
  };
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${free}/postgres`,
    async stop() {
      await end();
      process.off('exit', kill);
      remove();
    },
    async restart() {
      await end();
      server = await start();
    },
    freeze: () => server && signalAll(server, 'SIGSTOP'),
    thaw: () => server && signalAll(server, 'SIGCONT'),
  };
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ uid?: number, gid?: number, cwd: string }} options
 */
async function launch(program, args, options) {
  const server = spawn(program, args, {
    ...options,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await isReady(server);
  return server;
}

/**
 * Signals a server's main process, and then those that it started.
 * @param {import('node:child_process').ChildProcess} server
 * @param {'SIGSTOP' | 'SIGCONT'} signal
 */
function signalAll({ pid, exitCode }, signal) {
  if (pid === undefined || exitCode !== null) return;
  process.kill(pid, signal);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  for (const child of children === '' ? [] : children.split(' ')) process.kill(Number(child), signal);
}

/** Resolves when it takes connections. @param {import('node:child_process').ChildProcess} server */
async function isReady(server) {
  let log = '';
  await new Promise((onReady, onFailure) => {
    server.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      log = (log + text).slice(-4000);
      if (log.includes('ready to accept connections')) onReady(undefined);
    });
    server.once('error', onFailure);
    server.once('exit', () => onFailure(new Error(`PostgreSQL did not start:\n${log}`)));
  });
}

/**
 * The password of the cluster in a folder, which is made where there is none.
 * @param {string} bin
 * @param {string} home
 * @param {{ uid?: number, gid?: number }} user
 */
function makeCluster(bin, home, user) {
  const file = join(home, 'password');
  if (existsSync(join(home, 'data/PG_VERSION'))) return readFileSync(file, 'utf8');
  mkdirSync(home, { recursive: true });
  const password = randomBytes(16).toString('hex');
  writeFileSync(file, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined)
    for (const path of [home, file]) chownSync(path, user.uid, user.gid);
  chmodSync(home, 0o700);
  const auth = ['--auth=scram-sha-256', `--pwfile=${file}`, '--username=postgres'];
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8'];
  execFileSync(join(bin, 'initdb'), ['-D', join(home, 'data'), '--no-sync', ...auth, ...locale], {
    ...user,
    cwd: home,
    stdio: 'pipe',
  });
  return password;
}

/** Whom the server runs as: it refuses to be root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const id = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function main() {
  const { values: options } = parseArgs({
    options: {
      folder: { type: 'string' },
      port: { type: 'string' },
      stop: { type: 'boolean', default: false },
    },
  });
  if (options.stop) return stop(options.folder);
  const server = await startPostgres({
    ...(options.folder !== undefined && { folder: options.folder }),
    ...(options.port !== undefined && { port: Number(options.port) }),
  });
  console.log(`PostgreSQL is at ${server.url}\nPress Ctrl+C to stop.`);
  const ends = () => void server.stop();
  process.once('SIGINT', ends).once('SIGTERM', ends);
}

/** @param {string | undefined} folder */
function stop(folder) {
  const file = folder === undefined ? undefined : join(resolve(folder), 'data/postmaster.pid');
  if (!file || !existsSync(file)) throw new Error('No server runs there. Say which by --folder DIR.');
  process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGINT');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
