import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../tools/postgres.mjs';

// One real PostgreSQL with pgvector for all files; each makes a database of its own.

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  return server.stop;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string;
  }
}
