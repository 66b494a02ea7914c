import type { Reporter, TestModule } from 'vitest/node';

const SLOWEST = 10;
const SLOW_MS = 5_000;

/** Ends the run with the slowest files, and with one line: `N passed, N failed, N skipped`. */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'pending' ? 'failed' : state] += 1; // a test that never ended has not passed
      }
      if (module.state() === 'failed' && count.failed === before) count.failed += 1; // it could not even be read
    }
    for (const line of slowestFiles(modules.map(timeOf))) console.log(line);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

/** How long a file took, from its set-up to its last test. */
export interface FileTime {
  readonly project: string;
  readonly file: string;
  readonly ms: number;
}

function timeOf(module: TestModule): FileTime {
  const { environmentSetupDuration, setupDuration, collectDuration, duration } = module.diagnostic();
  const ms = environmentSetupDuration + setupDuration + collectDuration + duration;
  return { project: module.project.name, file: module.relativeModuleId, ms };
}

/** Lines that name the files which took longest, and the sum of each project; none if no file took long. */
export function slowestFiles(times: readonly FileTime[]): readonly string[] {
  const slow = times.filter(({ ms }) => ms >= SLOW_MS).toSorted((a, b) => b.ms - a.ms);
  if (slow.length === 0) return [];
  const sums = new Map<string, number>();
  for (const { project, ms } of times) sums.set(project, (sums.get(project) ?? 0) + ms);
  const projects = [...sums].map(([project, ms]) => `${project} ${seconds(ms)}`).join(', ');
  const files = slow
    .slice(0, SLOWEST)
    .map(({ project, file, ms }) => `  ${seconds(ms)}  ${project}  ${file}`);
  return [`Time in files: ${projects}. The slowest:`, ...files];
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
