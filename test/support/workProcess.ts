import pg from 'pg';
import { runIndexWorker } from '../../src/server/runIndexWorker.js';
import { scriptedEmbedder } from './scriptedEmbedder.js';

// A worker in a process of its own, for tests that kill it: workProcess URL NAME SPACE DIMENSIONS. It prints each text
// before it embeds it.

const [url = '', name = '', space = '', dimensions = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 2 });
const facts = { id: 'scripted', maxTokens: 1_000, semanticWeight: 0.7, semantic: true };
const embedder = scriptedEmbedder(
  { ...facts, space, dimensions: Number(dimensions) },
  { onTexts: (texts) => void process.stdout.write(`${texts.join('\n')}\n`) },
);
await runIndexWorker({ pool, name, embedder, waitMs: 200 });
await pool.end();
