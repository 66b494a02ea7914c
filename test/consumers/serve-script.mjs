import { spawn } from 'node:child_process';
import { answers, freePort } from '../../tools/ports.mjs';

/**
 * Serves an app by one of its scripts that start Vite, `dev` or `preview`.
 * @param {string} folder
 * @param {string} script
 */
export async function serveByScript(folder, script) {
  const port = await freePort();
  const args = ['run', script, '--', '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
  const server = spawn('npm', args, { cwd: folder, stdio: 'ignore', detached: true });
  const address = `http://127.0.0.1:${port}/`;
  const close = () => {
    process.off('exit', close);
    if (server.pid && server.exitCode === null) process.kill(-server.pid); // npm and what it started
  };
  process.once('exit', close);
  try {
    await answers(address, server);
  } catch (error) {
    close();
    throw error;
  }
  return { address, close };
}
