import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { byAddress, copiedWorker, searchByAddress, sha256ByAddress } from '../../../tools/build/rewrites.mjs';

const context = {
  error(message: string): never {
    throw new Error(message);
  },
};

const engine = 'src/engine/';
const files = [
  { plugin: byAddress, path: `${engine}workers/embedding/onDemand.ts`, loads: 'runtimes/webgpu/start' },
  { plugin: byAddress, path: `${engine}workers/embedding/tokenizer/onDemand.ts`, loads: 'rustTokenizer' },
  { plugin: searchByAddress, path: `${engine}workers/search/onDemand.ts`, loads: 'calibrationQueries' },
  { plugin: searchByAddress, path: `${engine}workers/search/onDemand.ts`, loads: 'languages/de' },
  { plugin: sha256ByAddress, path: `${engine}utils/sha256.ts`, loads: 'sha256Sync' },
];

describe.each(files)('the build of $path', ({ plugin, path, loads }) => {
  const code = readFileSync(path, 'utf8');
  const rewrite = (source: string) => plugin().transform.handler.call(context, source, `/app/${path}`);

  test('puts an address into each import', () => {
    const changed = rewrite(code);
    expect(changed).not.toMatch(/import\('\./);
    expect(changed).toMatch(/new URL\('\.\/on-demand-[\w-]+\.js', import\.meta\.url\)/);
  });

  test(`fails where ${loads} is written in another way`, () => {
    const other = code.replaceAll(`import('./${loads}.js')`, `import("./${loads}.js")`);
    expect(() => rewrite(other)).toThrow(`does not load ${loads}`);
  });

  test('fails where it loads what is no file of its own', () => {
    expect(() => rewrite(`${code}\nimport('./another.js');`)).toThrow(
      'loads another, which is no file of its own',
    );
  });
});

test('the build fails where a file that starts workers is written in another way', () => {
  for (const name of ['spawnWorker', 'workerFiles']) {
    const handler = copiedWorker().transform.handler;
    expect(() => handler.call(context, '', `/app/src/engine/backends/${name}.ts`)).toThrow('in another way');
  }
});

test('the build fails where a file is gone, unless its input does without', () => {
  for (const plugin of [byAddress, copiedWorker, searchByAddress, sha256ByAddress])
    expect(() => plugin().generateBundle.call(context)).toThrow('found no');
  expect(() => sha256ByAddress({ optional: true }).generateBundle.call(context)).not.toThrow();
});
