import type { Plugin } from 'vite';
import { reactCompiler } from './compiler.js';

/**
 * How the React tests are run besides as they are: `REACT_COMPILER=library` or `consumer` compiles the one or the other. Set by
 * `npm run test:react`.
 */
export function reactVariant(env: NodeJS.ProcessEnv = process.env): Plugin[] {
  const { REACT_COMPILER: compiled } = env;
  if (compiled === 'library' || compiled === 'consumer') return [reactCompiler(compiled)];
  return [];
}
