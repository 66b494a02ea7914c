import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/** What may be wrong with the answer to a request for a model's weights. */
export type Fault = 'none' | '404' | '500' | 'html' | 'cut' | 'broken-off' | 'too-long' | 'changed';

const FIXTURES = resolve(import.meta.dirname, '../fixtures');
const requests = new Map<string, number>();

/**
 * Serves test/fixtures as a folder of models, with faults:
 *   /faults/FAULT/VISIT/MODEL/FILE        the weights always have this fault
 *   /faults/FAULT-once/VISIT/MODEL/FILE   only the first time in this visit
 *   /faults/count/VISIT                   how many requests the visit made
 */
export function faultServer(): Plugin {
  return {
    name: 'fault-server',
    configureServer({ middlewares }) {
      middlewares.use('/faults', (request, response) => {
        const [, fault = '', visit = '', ...path] = (request.url ?? '').split('/');
        if (fault === 'count') return void response.end(String(requests.get(visit) ?? 0));
        requests.set(visit, (requests.get(visit) ?? 0) + 1);
        const content = readFileSync(resolve(FIXTURES, ...path));
        answer(response, content, path.at(-1)?.endsWith('.onnx') ? faultNow(fault, visit) : 'none');
      });
    },
  };
}

function faultNow(fault: string, visit: string): Fault {
  const once = /^(.*)-once$/.exec(fault);
  if (!once) return fault as Fault; // the tests' own spelling
  const key = `${visit} ${fault}`;
  requests.set(key, (requests.get(key) ?? 0) + 1);
  return requests.get(key) === 1 ? (once[1] as Fault) : 'none';
}

function answer(response: ServerResponse, content: Buffer, fault: Fault): void {
  const send = (body: Buffer | string, type = 'application/octet-stream', status = 200) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(body);
  };
  const half = content.subarray(0, content.length / 2);
  const actions: Record<Fault, () => void> = {
    none: () => send(content),
    404: () => send('Not found', 'text/plain', 404),
    500: () => send('Something failed', 'text/plain', 500),
    html: () => send('<!doctype html><title>The app</title>', 'text/html; charset=utf-8'),
    cut: () => send(half),
    'broken-off': () => {
      response.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': content.length,
      });
      response.write(half, () => response.destroy());
    },
    'too-long': () => send(Buffer.concat([content, Buffer.from('more')])),
    changed: () => send(Buffer.from(content.map((byte, index) => (index === 1000 ? byte ^ 1 : byte)))),
  };
  actions[fault]();
}
