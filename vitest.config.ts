import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { inlined, reactVariant } from './test/react/variant.js';
import { builtWorker } from './test/support/builtWorker.js';
import { faultServer } from './test/support/faultServer.js';
import { network } from './test/support/network.js';
import { runSamples } from './test/support/runSamples.js';
import { CHROMIUM_FLAGS, findChromium } from './tools/browser.mjs';
import { TallyReporter } from './tools/tally-reporter.js';
import { fromSource } from './tools/vite/from-source.js';
import { modelsServer } from './tools/vite/models-server.js';

const chromium = (flags: readonly string[] = []) => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: { executablePath: findChromium(), args: [...CHROMIUM_FLAGS, ...flags] },
  }),
  instances: [{ browser: 'chromium' as const }],
});

// All of them from the start: one that is found later reloads the page under the tests.
const optimizeDeps = {
  exclude: ['onnxruntime-web'],
  include: [
    '@tanstack/react-query',
    'idb-keyval',
    'pbf',
    '@testing-library/react',
    '@testing-library/user-event',
    'react',
    'react/jsx-dev-runtime',
    'react-dom',
    'react-dom/client',
    'umap-js',
  ],
};

/** How long `expect.poll` waits, in milliseconds: a busy machine is no failure. */
const patient = { poll: { timeout: 45_000 } };

// The Hub's own files, which may have been fetched, have an address of their own: tests of what is not there stay true.
const models = [modelsServer('/models', undefined, 'Xenova'), modelsServer('/hub')];

// What the documents show, run as it stands there.
const samples = [fromSource(), runSamples()];

/** A file on each core: by default, one core is left for Vitest itself, and a machine with two cores runs file by file. */
const onEachCore = { maxWorkers: '100%' };

// Six kinds of tests, one after the other. Those that measure in a browser have the machine for themselves.
export default defineConfig({
  test: {
    reporters: ['default', new TallyReporter()],
    projects: [
      {
        plugins: samples,
        test: {
          name: 'engine',
          environment: 'node',
          include: ['test/*.test.ts', 'test/{adapters,engine,fuzz,node,tools}/**/*.test.ts'],
          setupFiles: ['test/support/fileFetch.ts'],
          ...onEachCore,
          testTimeout: 60_000,
          expect: patient,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [reactVariant(), react(), samples],
        test: {
          name: 'react',
          environment: 'jsdom',
          include: ['test/{hooks,components,plots,strings,testing}/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/setup.ts'],
          server: { deps: { inline: inlined() } },
          ...onEachCore,
          testTimeout: 60_000,
          expect: patient,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [react(), samples, ...models, faultServer(), builtWorker()],
        optimizeDeps,
        server: { fs: { allow: ['..'] } }, // ../shared/refs
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/setup.ts'],
          testTimeout: 120_000,
          expect: patient,
          sequence: { groupOrder: 1 },
          browser: { ...chromium(['--enable-unsafe-webgpu']), commands: network },
        },
      },
      {
        plugins: [storybookTest()],
        optimizeDeps: { ...optimizeDeps, include: [...optimizeDeps.include, 'storybook/theming'] },
        test: {
          name: 'storybook',
          setupFiles: ['.storybook/vitest.setup.ts'],
          testTimeout: 120_000,
          sequence: { groupOrder: 2 },
          browser: chromium(),
        },
      },
      {
        test: {
          name: 'system',
          environment: 'node',
          include: ['test/system/**/*.test.ts'],
          globalSetup: ['test/support/buildPackage.ts'],
          testTimeout: 180_000,
          expect: patient,
          hookTimeout: 180_000,
          ...onEachCore,
          sequence: { groupOrder: 3 },
        },
      },
      {
        plugins: samples,
        test: {
          name: 'postgres',
          environment: 'node',
          include: ['test/server/**/*.test.ts'],
          globalSetup: ['test/support/buildPackage.ts', 'test/support/postgresServer.ts'],
          testTimeout: 60_000,
          expect: patient,
          hookTimeout: 600_000, // where there is no PostgreSQL yet, it is installed
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
