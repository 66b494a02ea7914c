import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { PackagedModel } from '../../src/engine/index.js';
import { findModel, listFiles } from '../../src/engine/models/catalog.js';
import { builtPackage } from '../support/builtPackage.js';

// The packages of weights: what an app installs to serve a model itself.
const folders = readdirSync('models').filter((name) => existsSync(`models/${name}/package.json`));

describe.each(folders)('the package of models/%s', (folder) => {
  const manifest = JSON.parse(readFileSync(`models/${folder}/package.json`, 'utf8'));
  const load = async (): Promise<PackagedModel> =>
    Object.values(await import(`../../models/${folder}/index.js`))[0] as PackagedModel; // its only export

  test('names a model of the catalog, and its files', async () => {
    const { id, urls } = await load();
    const spec = findModel(id);
    const paths = listFiles(urls).map((url) => fileURLToPath(url));
    const expected = listFiles(spec.files);
    expect(paths).toHaveLength(expected.length);
    for (const [i, path] of paths.entries()) {
      expect(path.endsWith(`/${folder}/${expected[i]?.path}`)).toBe(true);
      expect(readFileSync(path)).toHaveLength(expected[i]?.bytes ?? 0);
    }
    expect(manifest.license).toBe(spec.license);
  });

  test('packs them, its license, and no other weights', async () => {
    const { id } = await load();
    const packed = execFileSync('npm', ['pack', `./models/${folder}`, '--dry-run', '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const files = JSON.parse(packed)[0].files.map(({ path }: { path: string }) => path);
    const needed = listFiles(findModel(id).files).map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'index.js', 'index.d.ts', ...needed]));
    expect(files.filter((path: string) => /\.(onnx|safetensors)$/.test(path))).toHaveLength(1);
  });

  test('is loaded in Node, with the vectors of its folder', async () => {
    const { createNodeEmbedder } = await import(`${builtPackage}/node/index.js`);
    const model = await load();
    const [packaged, named] = await Promise.all(
      [{ model }, { model: model.id, models: 'models' }].map(async (options) => {
        const embedder = createNodeEmbedder({ ...options, maxWorkers: 1 });
        const vector = await embedder.embed('a cat sleeps');
        await embedder.dispose();
        return vector;
      }),
    );
    expect(packaged).toEqual(named);
  });
});
