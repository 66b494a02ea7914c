// npm run test:react18: installs React 18.3 beside the checkout's own, in node_modules/.cache, and runs the React tests with it.
//
//   what follows goes to vitest: npm run test:react18 -- test/hooks

import { runSuite } from './suites.mjs';

const { passed, failed } = runSuite('react18', process.argv.slice(2), 'inherit');
console.log(`React 18.3: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
