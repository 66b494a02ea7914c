import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const run = promisify(execFile);

const build = async (): Promise<void> => {
  await run('npx', ['rolldown', '-c']);
};

/** Builds the package's JavaScript from the sources as they are: once for all files of a project, and again when they change. */
export async function setup(project: TestProject): Promise<void> {
  await build();
  project.onTestsRerun(build);
}
