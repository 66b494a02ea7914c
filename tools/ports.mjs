import { once } from 'node:events';
import { createServer } from 'node:net';

const START_MS = 60_000;

/** A port of 127.0.0.1 that nobody listens on. @returns {Promise<number>} */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Waits until a server that is starting answers at an address.
 * @param {string} address
 * @param {import('node:child_process').ChildProcess} server
 */
export async function answers(address, server) {
  for (const end = Date.now() + START_MS; server.exitCode === null && Date.now() < end; ) {
    const response = await fetch(address).catch(() => undefined); // nobody listens yet
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${address} does not answer`);
}
