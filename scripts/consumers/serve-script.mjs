import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const models = resolve(import.meta.dirname, '../../models');
const START_MS = 60_000;

/** Runs `npm run dev` in an app, with the models in its public folder. @param {string} folder */
export async function serveDev(folder) {
  cpSync(join(models, 'all-MiniLM-L6-v2'), join(folder, 'public/models/all-MiniLM-L6-v2'), {
    recursive: true,
  });
  const port = await freePort();
  const args = ['run', 'dev', '--', '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
  const server = spawn('npm', args, { cwd: folder, stdio: 'ignore', detached: true });
  const address = `http://127.0.0.1:${port}/`;
  const close = () => {
    if (server.pid) process.kill(-server.pid); // npm and what it started
  };
  try {
    await answers(address);
  } catch (error) {
    close();
    throw error;
  }
  return { address, close };
}

/** @param {string} address */
async function answers(address) {
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    const response = await fetch(address).catch(() => undefined); // nobody listens yet
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('its development server does not answer');
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
