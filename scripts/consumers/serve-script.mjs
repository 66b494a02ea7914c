import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const START_MS = 60_000;

/**
 * Serves an app by one of its scripts that start Vite, `dev` or `preview`.
 * @param {string} folder
 * @param {string} script
 */
export async function serveByScript(folder, script) {
  const port = await freePort();
  const args = ['run', script, '--', '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
  const server = spawn('npm', args, { cwd: folder, stdio: 'ignore', detached: true });
  const runs = () => server.exitCode === null;
  const address = `http://127.0.0.1:${port}/`;
  const close = () => {
    if (server.pid && runs()) process.kill(-server.pid); // npm and what it started
  };
  try {
    await answers(address, runs);
  } catch (error) {
    close();
    throw error;
  }
  return { address, close };
}

/**
 * @param {string} address
 * @param {() => boolean} runs
 */
async function answers(address, runs) {
  for (const end = Date.now() + START_MS; runs() && Date.now() < end; ) {
    const response = await fetch(address).catch(() => undefined); // nobody listens yet
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('its server does not answer');
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
