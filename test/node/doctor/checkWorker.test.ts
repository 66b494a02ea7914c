import { describe, expect, test } from 'vitest';
import { checkWorker, type Page } from '../../../src/node/doctor/checkWorker.js';

const pageWith = (policy: string): Page => ({
  url: new URL('https://app.example/'),
  headers: new Headers(policy === '' ? {} : { 'content-security-policy': policy }),
  metaPolicy: null,
  modelsUrl: new URL('https://app.example/models'),
});

/** What is found of a worker's script at `url`, served with `headers`. */
async function lookAt(url: string, page: Page, headers: Record<string, string> = {}): Promise<string[]> {
  const fetch = async () => new Response('', { headers: { 'content-type': 'text/javascript', ...headers } });
  const findings = await checkWorker(new URL(url), page, fetch);
  return findings.flatMap(({ level, what }) => (level === 'broken' ? [what] : []));
}

const CDN = 'https://cdn.example/worker.js';
const SHARED = { 'access-control-allow-origin': '*' };

describe('a worker of another origin', () => {
  test('is started by a blob, if its server allows it', async () => {
    expect(await lookAt(CDN, pageWith(''), SHARED)).toEqual([]);
    expect(await lookAt(CDN, pageWith(''))).toEqual([expect.stringContaining('CORS')]);
  });

  test('needs blob: among the sources of workers', async () => {
    expect(await lookAt(CDN, pageWith("worker-src 'self' blob:"), SHARED)).toEqual([]);
    const found = await lookAt(CDN, pageWith("worker-src 'self' https://cdn.example"), SHARED);
    expect(found).toEqual([expect.stringContaining('forbids the worker')]);
  });
});

test('Trusted Types must let our policy be made', async () => {
  const own = 'https://app.example/worker.js';
  const required = "require-trusted-types-for 'script'";
  expect(await lookAt(own, pageWith(required))).toEqual([]);
  expect(await lookAt(own, pageWith(`${required}; trusted-types react react-embeddings`))).toEqual([]);
  const found = await lookAt(own, pageWith(`${required}; trusted-types react`));
  expect(found).toEqual([expect.stringContaining('Trusted Types')]);
});
