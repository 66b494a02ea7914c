import { transformAsync } from '@babel/core';
import type { Plugin } from 'vite';

/** What is compiled: the hooks and components of this package, or those that use it (tests and stories, as an app would). */
export type Compiled = 'library' | 'consumer';

const FILES: Readonly<Record<Compiled, RegExp>> = {
  library: /\/src\/(hooks|components|plots|testing)\/[^?]*\.tsx?$/,
  consumer: /\/(test|examples)\/[^?]*\.tsx$/,
};

/** Runs the React Compiler, as an app's bundler would. */
export function reactCompiler(compiled: Compiled, target: '18' | '19' = '19'): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    async transform(code, id) {
      if (!FILES[compiled].test(id)) return null;
      const result = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        presets: [['@babel/preset-typescript', { onlyRemoveTypeImports: true }]],
        plugins: ['@babel/plugin-syntax-jsx', ['babel-plugin-react-compiler', { target }]],
      });
      return { code: result?.code ?? code, map: result?.map ?? null };
    },
  };
}
