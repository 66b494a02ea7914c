import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { reactCompiler } from './compiler.js';

/** Where `npm run test:react18` installs React 18. */
export const REACT_18 = resolve(import.meta.dirname, '../../node_modules/.cache/react-18');

/** As modules: what is `require`d no plugin sees. */
const TESTING_LIBRARY = resolve(
  import.meta.dirname,
  '../../node_modules/@testing-library/react/dist/@testing-library/react.esm.js',
);

/**
 * How the React tests are run besides as they are. `REACT_COMPILER=library` or `consumer` compiles the one or the other;
 * `REACT_VERSION=18` takes React 18. Set by `npm run test:react`.
 */
export function reactVariant(env: NodeJS.ProcessEnv = process.env): Plugin[] {
  const { REACT_COMPILER: compiled, REACT_VERSION: version } = env;
  const plugins: Plugin[] = [];
  if (compiled === 'library' || compiled === 'consumer') plugins.push(reactCompiler(compiled));
  if (version === '18') plugins.push(react18());
  return plugins;
}

/** Gives React 18 to all that imports React, packages among them. */
function react18(): Plugin {
  if (!existsSync(REACT_18)) throw new Error('React 18 is not there: run npm run test:react18.');
  const { resolve: find } = createRequire(resolve(REACT_18, 'package.json'));
  return {
    name: 'react-18',
    enforce: 'pre',
    resolveId(id) {
      if (id === '@testing-library/react') return TESTING_LIBRARY;
      return /^react(-dom)?($|\/)/.test(id) ? find(id) : null;
    },
  };
}

/** What is not left to Node, so that the plugin sees its imports of React. */
export const inlined = (env: NodeJS.ProcessEnv = process.env): RegExp[] =>
  env.REACT_VERSION === '18' ? [/@testing-library\/react/, /@tanstack\//] : [];
