import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** A real server on 127.0.0.1 that answers by a handler of the Fetch API. */
export async function serveHandler(
  handler: (request: Request) => Promise<Response>,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer(async (incoming, outgoing) => {
    const ended = new AbortController();
    outgoing.once('close', () => ended.abort());
    const response = await handler(requestOf(incoming, ended.signal));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(new Uint8Array(await response.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/search`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
    name,
    `${value}`,
  ]);
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array> & BodyInit;
  return new Request(`http://127.0.0.1${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers,
    signal,
    ...(hasBody && { body, duplex: 'half' }),
  } as RequestInit); // `duplex` is younger than the types
}
