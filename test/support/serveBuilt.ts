import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type InlineConfig, preview } from 'vite';
import { fromSource } from '../../tools/vite/from-source.js';
import { modelsServer } from '../../tools/vite/models-server.js';

/** A built app that is served. */
export interface BuiltApp {
  readonly address: string;
  /** Where its files lie, until it is closed. */
  readonly folder: string;
  close(): Promise<void>;
}

/**
 * Builds an app of test/fixtures as it would be deployed, with the models below `/models`, and serves it.
 * @param models the folder of the models; those of the project if it is not given
 */
export async function serveBuilt(
  fixture: string,
  options: BuildOptions = {},
  models?: string,
): Promise<BuiltApp> {
  const folder = await mkdtemp(join(tmpdir(), `react-embeddings-${fixture}-`));
  const config: InlineConfig = {
    configFile: false,
    root: resolve('test/fixtures', fixture),
    plugins: [fromSource(), modelsServer('/models', models)],
    build: { target: 'es2022', outDir: folder, emptyOutDir: true, ...options },
    preview: { host: '127.0.0.1', port: 0 },
    logLevel: 'error',
  };
  await build(config);
  const server = await preview(config);
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    folder,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
