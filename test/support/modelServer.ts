import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

/** Answers a request in its own way, or leaves it with `false`. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  /** The paths that were asked for, with the method: `GET /a/b.json`. */
  readonly log: string[];
}

/** Serves a folder on 127.0.0.1, and tells the SHA-256 of its larger files as the Hugging Face Hub does. */
export async function modelServer(folder: string, answer: Answer = () => false): Promise<ModelServer> {
  const log: string[] = [];
  const server = createServer((request, response) => {
    log.push(`${request.method} ${request.url}`);
    if (answer(request, response)) return;
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    const file = resolve(folder, `.${path}`);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return void response.writeHead(404).end();
    const content = readFileSync(file);
    response.writeHead(200, {
      'Content-Type': path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
      'Content-Length': content.length,
      'X-Linked-ETag': `"${createHash('sha256').update(content).digest('hex')}"`,
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
