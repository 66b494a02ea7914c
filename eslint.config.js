import parser from '@babel/eslint-parser';
import reactHooks from 'eslint-plugin-react-hooks';

// Only what Biome does not know: the rules of React, and what the React Compiler asks for besides.
export default [
  {
    files: ['src/{components,hooks,plots,testing}/**/*.{ts,tsx}'],
    ignores: ['**/*.stories.tsx'],
    languageOptions: {
      parser,
      parserOptions: {
        requireConfigFile: false,
        babelOptions: { babelrc: false, configFile: false, parserOpts: { plugins: ['typescript', 'jsx'] } },
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: reactHooks.configs.flat['recommended-latest'].plugins,
    rules: reactHooks.configs.flat['recommended-latest'].rules,
  },
];
