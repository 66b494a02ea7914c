import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MODEL } from '../src/engine/index.js';
import { importCircles } from '../tools/house/importCircles.mjs';

// Imports go one way: components -> hooks -> engine. Inside the engine, what runs in the page and what runs in the worker
// share only what both need, so that the runtime stays out of the page's bundle.

const SOURCE = 'src';
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.stories.'))
  .map((file) => file.replaceAll('\\', '/'));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports: readonly Import[] = files.flatMap((from) =>
  Array.from(
    readFileSync(join(SOURCE, from), 'utf8').matchAll(
      /^(?:import|export)\s+(type\s)?[^;]*?from '([^']+)';$/gms,
    ),
    ([, type, target = '']) => ({ from, to: resolved(from, target), typeOnly: type !== undefined }),
  ),
);

/** A path below src, or the name of a package. */
function resolved(from: string, target: string): string {
  return target.startsWith('.') ? normalize(join(dirname(from), target)).replaceAll('\\', '/') : target;
}

/** For each folder of src/engine, the folders whose code it may import. Types may come from anywhere. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  math: [],
  utils: ['errors'],
  ranking: ['errors', 'math', 'utils'],
  models: ['errors', 'utils'],
  storage: ['errors', 'models', 'utils'],
  rpc: ['errors', 'utils'],
  'workers/search': ['errors', 'math', 'ranking', 'rpc', 'storage', 'utils'],
  'workers/embedding': ['errors', 'math', 'models', 'rpc', 'storage', 'utils'],
  onnxruntime: ['rpc', 'workers/embedding'],
  backends: ['errors', 'math', 'models', 'rpc', 'storage', 'utils'],
  embedder: ['backends', 'errors', 'models', 'utils'],
  search: ['embedder', 'errors', 'math', 'ranking', 'rpc', 'storage', 'utils'],
};

/** `workers/search` for engine/workers/search/matrix.ts, `undefined` outside of the engine and for its entry. */
function folderOf(path: string): string | undefined {
  const [, folder] = /^engine\/(workers\/\w+|\w+)(?:\/|\.[jt]s$)/.exec(path) ?? [];
  return folder === 'index' ? undefined : folder;
}

const breaksFolders = ({ from, to, typeOnly }: Import): boolean => {
  const [folder, target] = [folderOf(from), folderOf(to)];
  return !typeOnly && !!folder && !!target && folder !== target && !BELOW[folder]?.includes(target);
};

const show = ({ from, to }: Import) => `${from} -> ${to}`;
const breaking = (rule: (item: Import) => boolean) => imports.filter(rule).map(show);

test('imports are seen, on one line and on several, of values and of types', () => {
  expect(imports).toContainEqual({
    from: 'hooks/useEmbedding.ts',
    to: 'hooks/queries/vectorQueries.js',
    typeOnly: false,
  });
  expect(imports).toContainEqual({ from: 'index.ts', to: 'engine/index.js', typeOnly: false });
  expect(imports).toContainEqual({
    from: 'engine/embedder/EmbedQueue.ts',
    to: 'engine/types.js',
    typeOnly: true,
  });
});

describe('imports go one way', () => {
  test('components know hooks and the types of the engine', () => {
    expect(
      breaking(
        ({ from, to, typeOnly }) =>
          from.startsWith('components/') &&
          !/^(components|hooks)\/|^react$/.test(to) &&
          !(to === 'engine/index.js' && typeOnly),
      ),
    ).toEqual([]);
  });

  test('hooks know the engine by its public entry, React and TanStack Query', () => {
    expect(
      breaking(
        ({ from, to }) =>
          from.startsWith('hooks/') &&
          !/^hooks\/|^engine\/(index|utils\/isDevelopment)\.js$|^react$|^@tanstack\/react-query$/.test(to),
      ),
    ).toEqual([]);
  });

  test('plots know React and the engine by its public entry, and nobody but translations knows them', () => {
    expect(
      breaking(
        ({ from, to }) => from.startsWith('plots/') && !/^plots\/|^react$|^engine\/index\.js$/.test(to),
      ),
    ).toEqual([]);
    expect(breaking(({ from, to }) => to.startsWith('plots/') && !/^(plots|strings)\//.test(from))).toEqual(
      [],
    );
  });

  test('the engine knows neither React nor what stands on it', () => {
    expect(
      breaking(
        ({ from, to }) => from.startsWith('engine/') && /^react|^@tanstack|^hooks|^components/.test(to),
      ),
    ).toEqual([]);
  });

  test('what runs in the page imports nothing of the workers', () => {
    const isInWorker = (path: string) => /^engine\/(workers\/|onnxruntime\/worker)/.test(path);
    const isInPage = (path: string) => !isInWorker(path) && !/^(node|server|testing)\//.test(path);
    expect(breaking(({ from, to }) => isInPage(from) && isInWorker(to))).toEqual([]);
  });

  test('only what is for Node imports modules of Node', () => {
    const isForNode = (path: string) => /^(node|vite|server)\//.test(path);
    expect(breaking(({ from, to }) => to.startsWith('node:') && !isForNode(from))).toEqual([]);
    expect(breaking(({ from, to }) => isForNode(to) && !isForNode(from))).toEqual([]);
  });

  test('folders of the engine import only the folders below them', () => {
    expect(breaking(breaksFolders)).toEqual([]);
  });

  test('only the server imports what speaks to PostgreSQL, and knows neither React nor the worker of a model', () => {
    const isOnServer = (path: string) => path.startsWith('server/') || path === 'node/commands/work.ts';
    expect(breaking(({ from, to }) => /^pg\b/.test(to) && !isOnServer(from))).toEqual([]);
    const isForeign = (path: string) =>
      /^(hooks|components|node|vite|engine\/workers\/embedding)\/|^react/.test(path);
    expect(breaking(({ from, to }) => from.startsWith('server/') && isForeign(to))).toEqual([]);
  });

  test('only the worker imports onnxruntime-web', () => {
    const importers = imports
      .filter(({ to, typeOnly }) => to.startsWith('onnxruntime') && !typeOnly)
      .map(({ from }) => from);
    expect(importers.toSorted()).toEqual([
      'engine/workers/embedding/runtimes/onnxruntime/runOnOnnxRuntime.ts',
      'node/convert/products.ts', // of a command, and no page
    ]);
  });

  test('what a GPU needs is loaded only when it is used', () => {
    const isForGpu = (path: string) =>
      /^engine\/(workers\/embedding\/runtimes\/webgpu\/|backends\/webgpu\/(?!webgpuBackend))/.test(path);
    expect(breaking(({ from, to, typeOnly }) => !isForGpu(from) && isForGpu(to) && !typeOnly)).toEqual([]);
    const writesOnnx = (path: string) => path.startsWith('engine/workers/embedding/formats/onnxWriter/');
    const mayWrite = (path: string) => isForGpu(path) || writesOnnx(path) || path.startsWith('node/convert/');
    expect(breaking(({ from, to }) => !mayWrite(from) && writesOnnx(to))).toEqual([]);
  });
});

test('files that use React at run time say so in their first line, and no others', () => {
  const usesReact = (file: string) =>
    imports.some(
      ({ from, to, typeOnly }) => from === file && !typeOnly && /^react$|^@tanstack\/react-query$/.test(to),
    );
  const marked = files.filter((file) =>
    readFileSync(join(SOURCE, file), 'utf8').startsWith("'use client';\n"),
  );
  const needed = files.filter((file) => usesReact(file) && !/queries|queryClient|searchQuery/.test(file)); // plain functions
  expect(needed.filter((file) => !marked.includes(file))).toEqual([]);
  expect(marked.filter((file) => file.startsWith('engine/') || file === 'index.ts')).toEqual([]);
});

test('nothing is used that React 18.3 does not have', () => {
  const younger =
    /<\w*Context value|\b(use|useActionState|useOptimistic|useEffectEvent|Activity)\b[^;]*from 'react'/;
  const users = files.filter((file) => younger.test(readFileSync(join(SOURCE, file), 'utf8')));
  expect(users).toEqual([]);
});

test('tests mirror the source: there is no test of a file that is not there', () => {
  const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /^(adapters|engine|hooks|components|plots|node|server)\/.*\.test\.tsx?$/.test(file));
  const named = tests.map((file) => file.replace(/\.test\.tsx?$/, ''));
  const known = new Set(files.map((file) => file.replace(/\.tsx?$/, '')));
  const byTopic = [
    'server/createRemoteIndex', // needs PostgreSQL
    'components/server',
    'components/hydration',
    'components/SemanticSearch/presentation',
    'engine/hostileText',
    'engine/workers/embedding/tokenizer/multilingual',
    'engine/workers/embedding/tokenizer/published',
    'engine/workers/embedding/formats/onnxForms',
    'server/workCommand', // needs PostgreSQL
    'server/samples', // so do these
    'server/faults',
    'engine/embedder/interleavings',
    'engine/search/interleavings',
    'server/tenants',
  ];
  expect(named.filter((name) => !known.has(name) && !byTopic.includes(name))).toEqual([]);
});

test('the id of the default model stands in one file', () => {
  const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const codeOf = (file: string) => withoutComments(readFileSync(join(SOURCE, file), 'utf8'));
  expect(files.filter((file) => codeOf(file).includes(DEFAULT_MODEL))).toEqual(['engine/models/catalog.ts']);
});

test('no file imports itself by way of others, not even its types', () => {
  expect(importCircles(SOURCE)).toEqual([]);
});
