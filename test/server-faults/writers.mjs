// Writers whose connection is lost: they reject, and work when they are called again.

import pg from 'pg';
import { killOthers } from './scenarios.mjs';

const MODEL = { space: 'written', dimensions: 16 };
const SCRIPTED = { ...MODEL, id: 'scripted', maxTokens: 1_000, semanticWeight: 0.7, semantic: true };

/** @typedef {typeof import('./parts.js')} Parts */

/**
 * @param {Parts} parts
 * @param {import('./scenarios.mjs').World} world
 * @returns {Promise<string[]>} what is not as it should be
 */
export async function lostWriters(parts, world) {
  const pool = new pg.Pool({ connectionString: world.url });
  try {
    return [...(await lostLoad(parts, world, pool)), ...(await lostWork(parts, world, pool))];
  } finally {
    await pool.end();
  }
}

const documents = Array.from({ length: 100 }, (_, i) => ({
  id: `${i}`,
  text: `Text ${i} of many`,
  item: {},
}));

/** @param {Parts} parts @param {import('./scenarios.mjs').World} world @param {pg.Pool} pool */
async function lostLoad({ createPostgresIndex }, world, pool) {
  const index = createPostgresIndex({ pool, name: 'written', model: MODEL });
  const half = async function* () {
    yield* documents.slice(0, 50);
    await killOthers(world);
    yield* documents.slice(50);
  };
  const failed = await index.load(half()).then(
    () => false,
    () => true,
  );
  await index.load(documents);
  const { documents: count } = await index.facts();
  return failed && count === documents.length
    ? []
    : [`A lost load: failed ${failed}, then ${count} documents.`];
}

/** @param {Parts} parts @param {import('./scenarios.mjs').World} world @param {pg.Pool} pool */
async function lostWork(
  { createPostgresIndex, enqueueMissing, runIndexWorker, scriptedEmbedder },
  world,
  pool,
) {
  await enqueueMissing({ pool, name: 'written', batchSize: 8 });
  /** @type {Promise<void> | undefined} */
  let restart;
  await runIndexWorker({
    ...{ pool, name: 'written', embedder: scriptedEmbedder(SCRIPTED, {}), textsAtOnce: 4, waitMs: 20 },
    onProgress: (done) => {
      if (done >= 40) restart ??= world.server.restart();
    },
  });
  await restart;
  const { embedded } = await createPostgresIndex({ pool, name: 'written', model: MODEL }).facts();
  return embedded === documents.length ? [] : [`After a restart ${embedded} of 100 texts were embedded.`];
}
