import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { describeModel, findModel } from '../../src/engine/models/catalog.js';

const run = promisify(execFile);
const demo = (...parameters: string[]) => run('node', ['tools/demo.mjs', ...parameters]);

interface Answer {
  readonly backend: string;
  readonly space: string;
  readonly hits: readonly { readonly text: string; readonly score: number }[];
  readonly ms: { readonly load: number; readonly index: number; readonly query: number };
}

function itemsFile(name: string, content: unknown): string {
  const file = join(tmpdir(), `react-embeddings-${process.pid}-${name}.json`);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('the demo finds, in a real browser with the real model, what a person means', async () => {
  const { stdout } = await demo('--query', 'can I bring my cat', '--json');
  const answer: Answer = JSON.parse(stdout);
  expect(answer.backend).toBe('cpu');
  expect(answer.space).toBe(describeModel(findModel('all-MiniLM-L6-v2')).space);
  expect(answer.hits[0]?.text).toBe('Guide dogs are welcome; other pets have to wait outside.');
  const scores = answer.hits.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  for (const ms of Object.values(answer.ms)) expect(ms).toBeGreaterThan(0);
});

test('the demo searches texts of your own, and prints them for people', async () => {
  const items = itemsFile('items', ['A recipe for bread', 'The stock market fell', 'Fixing a flat tyre']);
  const { stdout } = await demo('--query', 'how do I bake', '--items', items);
  expect(stdout.split('\n')[0]).toMatch(/^0\.\d{3} {2}A recipe for bread$/);
  expect(stdout).toMatch(/Backend cpu, space all-MiniLM-L6-v2\//);
});

test('items that are no array of strings are an error, at once', async () => {
  const items = itemsFile('bad', { not: 'an array' });
  await expect(demo('--query', 'x', '--items', items)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('must be a JSON array of strings'),
  });
});
