import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with one line: `N passed, N failed, N skipped`. */
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
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
