import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import esbuild from 'rollup-plugin-esbuild';

export default {
  input: 'mainWithWorkers.jsx',
  output: { dir: 'dist', entryFileNames: 'main.js', format: 'esm' },
  onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
  plugins: [
    replace({ 'process.env.NODE_ENV': '"production"', preventAssignment: true }),
    resolve({ extensions: ['.js', '.jsx'], browser: true }),
    commonjs(),
    esbuild({ jsx: 'automatic' }),
  ],
};
