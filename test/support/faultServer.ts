import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** How the answer to a request for a model's weights is. */
export type Fault = keyof typeof ANSWERS;

/** A request that was made. */
export interface LoggedRequest {
  readonly path: string;
  readonly range?: string;
  readonly authorization?: string;
}

const FIXTURES = resolve(import.meta.dirname, '../fixtures');
const visits = new Map<string, LoggedRequest[]>();
const turns = new Map<string, number>();
const replaced = new Set<string>();
const ended = new Set<string>();

/**
 * Serves test/fixtures as the Hugging Face Hub serves models, with faults:
 *   /faults/FAULT/VISIT/MODEL/FILE     the weights always have this fault
 *   /faults/A,B,C/VISIT/MODEL/FILE     first A, then B, then C for ever
 *   /faults/log/VISIT                  the requests that the visit made
 *   /faults/replace/VISIT              from now on that visit's weights are other ones
 *   /faults/end/VISIT                  from now on that visit's requests fail
 */
export function faultServer(): Plugin {
  return {
    name: 'fault-server',
    configureServer: ({ middlewares }) => void middlewares.use('/faults', serveFaults),
    configurePreviewServer: ({ middlewares }) => void middlewares.use('/faults', serveFaults),
  };
}

function serveFaults(request: IncomingMessage, response: ServerResponse): void {
  const [, faults = '', visit = '', ...path] = (request.url ?? '').split('/');
  if (faults === 'log') return void response.end(JSON.stringify(visits.get(visit) ?? []));
  if (faults === 'replace') return void response.end(String(replaced.add(visit).size));
  if (faults === 'end') return void response.end(String(ended.add(visit).size));
  const { range, authorization } = request.headers;
  const logged = { path: path.join('/'), ...(range && { range }), ...(authorization && { authorization }) };
  visits.set(visit, [...(visits.get(visit) ?? []), logged]);
  const isWeights = /\.(onnx|safetensors)$/.test(path.at(-1) ?? '');
  const fault = isWeights ? faultNow(faults, visit) : 'none';
  const answer = ANSWERS[fault];
  if (!answer) throw new Error(`The server knows no fault "${fault}".`);
  const file = resolve(FIXTURES, ...path);
  const there = statSync(file, { throwIfNoEntry: false })?.isFile();
  const found = there ? readFileSync(file) : Buffer.alloc(0);
  const content = isWeights && replaced.has(visit) ? retrained(found) : found;
  const exchange = { content, request, response };
  if (ended.has(visit)) fail(500)(exchange);
  else if (there) answer(exchange);
  else fail(404)(exchange);
}

function faultNow(faults: string, visit: string): Fault {
  const list = decodeURIComponent(faults).split(',');
  const key = `${visit} ${faults}`;
  const turn = turns.get(key) ?? 0;
  turns.set(key, turn + 1);
  return list[Math.min(turn, list.length - 1)] as Fault; // the tests' own spelling, and checked
}

interface Exchange {
  readonly content: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const BINARY = { 'Content-Type': 'application/octet-stream' };
const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 166713\n';

const etagOf = (content: Buffer) => `"${createHash('sha256').update(content).digest('hex')}"`;

/** What the Hub tells of a file. */
function hubHeaders(content: Buffer) {
  const etag = etagOf(content);
  return {
    ...BINARY,
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'X-Linked-ETag': etag,
    'X-Linked-Size': content.length,
    'X-Repo-Commit': '0123456789abcdef0123456789abcdef01234567',
  };
}

const half = (content: Buffer) => content.subarray(0, content.length / 2);
const changed = (content: Buffer) =>
  Buffer.from(content.map((byte, index) => (index % 1000 === 999 ? byte ^ 1 : byte)));

/** Every eighth of its floats with the other sign: those of 1/64 to 2 begin with these bytes, in this fixture at multiples of 4. */
const retrained = (content: Buffer) =>
  Buffer.from(
    content.map((byte, index) => {
      const isFloat = index > content.length / 4 && (byte & 0x7f) >= 0x3c && (byte & 0x7f) <= 0x3f;
      return isFloat && index % 32 === 0 ? byte ^ 0x80 : byte;
    }),
  );

/** Where the rest begins that a request asks for, if it may have it. */
function wantedFrom({ request: { headers }, content }: Exchange): number | undefined {
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  return from !== undefined && headers['if-range'] === etagOf(content) ? Number(from) : undefined;
}

function sendPart({ content, response }: Exchange, from: number, claimed = from): void {
  const rest = content.subarray(from);
  const last = claimed + rest.length - 1;
  const range = `bytes ${claimed}-${last}/${content.length}`;
  response.writeHead(206, { ...hubHeaders(content), 'Content-Range': range, 'Content-Length': rest.length });
  response.end(rest);
}

function fail(status: number, headers = {}) {
  return ({ response }: Exchange) => {
    response.writeHead(status, { 'Content-Type': 'text/plain', ...headers });
    response.end('Not what you asked for');
  };
}

/** A body with no length of its own. */
function sendAs(headers: (content: Buffer) => object, body: (content: Buffer) => Buffer | string) {
  return ({ content, response }: Exchange) => {
    response.writeHead(200, { ...headers(content) });
    response.end(body(content));
  };
}

function breakOff(headers: (content: Buffer) => object) {
  return ({ content, response }: Exchange) => {
    response.writeHead(200, { ...headers(content), 'Content-Length': content.length });
    response.write(half(content), () => setTimeout(() => response.destroy(), 500));
  };
}

const ANSWERS = {
  /** As it should be: whole, or the rest from where the request says. */
  none: (exchange: Exchange) => {
    const { content, response } = exchange;
    const from = wantedFrom(exchange);
    if (from !== undefined && from < content.length) return sendPart(exchange, from);
    if (from !== undefined) return fail(416)(exchange);
    response.writeHead(200, { ...hubHeaders(content), 'Content-Length': content.length });
    response.end(content);
  },
  /** As a server does that knows no ranges and no versions. */
  plain: sendAs(
    () => BINARY,
    (content) => content,
  ),
  /** In a hundred pieces with pauses: a second and a half. */
  slow: ({ content, response }: Exchange) => {
    response.writeHead(200, { ...hubHeaders(content), 'Content-Length': content.length });
    const step = Math.ceil(content.length / 100);
    const send = (at: number): void => {
      if (at >= content.length) return void response.end();
      response.write(content.subarray(at, at + step), () => setTimeout(send, 15, at + step));
    };
    send(0);
  },
  redirect: ({ request, response }: Exchange) => {
    const target = (request.url ?? '').replace(/^\/[^/]*/, '/faults/none');
    response.writeHead(302, { Location: target });
    response.end();
  },
  gzip: sendAs((content) => ({ ...hubHeaders(content), 'Content-Encoding': 'gzip' }), gzipSync),
  401: fail(401),
  gated: fail(403, { 'X-Error-Code': 'GatedRepo' }),
  'no-repo': fail(401, { 'X-Error-Code': 'RepoNotFound' }),
  404: fail(404, { 'X-Error-Code': 'EntryNotFound' }),
  416: fail(416),
  429: fail(429, { 'Retry-After': '0' }),
  'in-an-hour': fail(429, { 'Retry-After': '3600' }),
  500: fail(500),
  html: sendAs(
    () => HTML,
    () => '<!doctype html><title>The app</title>',
  ),
  /** A web page that says it is a file. */
  'html-untold': sendAs(
    () => BINARY,
    () => '\n<!DOCTYPE html><title>The app</title>',
  ),
  pointer: sendAs(
    () => BINARY,
    () => POINTER,
  ),
  'no-onnx': sendAs(
    () => BINARY,
    () => 'PK and whatever a zip file holds',
  ),
  /** The server sends less than there is, and says so. */
  short: ({ content, response }: Exchange) => {
    response.writeHead(200, { ...BINARY, 'Content-Length': half(content).length });
    response.end(half(content));
  },
  'too-long': sendAs(
    () => BINARY,
    (content) => Buffer.concat([content, Buffer.from('more')]),
  ),
  changed: sendAs(hubHeaders, changed),
  /** Half of it, and the connection is gone. */
  'broken-off': breakOff(hubHeaders),
  'broken-off-plain': breakOff(() => BINARY),
  /** Half of it, and then nothing, for ever. */
  stall: ({ content, response }: Exchange) => {
    response.writeHead(200, { ...hubHeaders(content), 'Content-Length': content.length });
    response.write(half(content));
  },
  /** The rest that was asked for, of something else. */
  'changed-rest': (exchange: Exchange) => {
    const from = wantedFrom(exchange) ?? 0;
    const { content, response } = exchange;
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { ...hubHeaders(content), 'Content-Range': range });
    response.end(changed(content).subarray(from));
  },
  /** Another part than was asked for. */
  'wrong-range': (exchange: Exchange) => sendPart(exchange, 10),
};
