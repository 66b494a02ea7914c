import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const local = readFileSync('.ci/run', 'utf8');
const workflow = readFileSync('.github/workflows/ci.yml', 'utf8');
const jobs = [...workflow.matchAll(/^ {10}- name: (.+)$/gm)].map(([, name]) => name);
const scriptsIn = (text: string) =>
  new Set(Array.from(text.matchAll(/npm (?:run )?([a-z][a-z0-9:]+)/g), ([, script = '']) => script));

test('the jobs of the workflow run every script that .ci/run runs', () => {
  expect(jobs.length).toBeGreaterThan(4);
  const missing = [...scriptsIn(local)].filter((script) => !scriptsIn(workflow).has(script));
  expect(missing).toEqual([]);
});

test('the jobs of the workflow run every project of the tests', () => {
  const names = Array.from(
    readFileSync('vitest.config.ts', 'utf8').matchAll(/name: '(\w+)'/g),
    ([, name]) => name,
  );
  expect(names).toContain('engine');
  expect(names.filter((name) => !workflow.includes(`--project ${name}`))).toEqual([]);
});

test('a job of the workflow runs the React tests with React 18.3', () => {
  expect(local).toMatch(/test:react -- --only \S*react18/);
  expect(scriptsIn(workflow)).toContain('test:react18');
});
