import { resolve } from 'node:path';
import { defineConfig } from 'vitepress';
import { slugOf } from '../../tools/docs/sections.mjs';
import { sidebar } from './sidebar.js';

const dist = resolve(import.meta.dirname, '../../dist');

// What is shown lies in pages/, which `npm run docs` writes.
export default defineConfig({
  title: 'react-embeddings',
  description: 'Semantic search for React that runs in the browser.',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: 'pages',
  lastUpdated: false,
  // The stories and the models are files beside the pages.
  ignoreDeadLinks: [/^\/stories\//],
  markdown: {
    anchor: { slugify: slugOf },
    // Vue would read `{{ … }}` in a line of code as an expression of its own.
    config(md) {
      const render = md.renderer.rules.code_inline;
      md.renderer.rules.code_inline = (tokens, i, ...rest) => {
        tokens[i]?.attrSet('v-pre', '');
        return render?.(tokens, i, ...rest) ?? '';
      };
    },
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/first-search' },
      { text: 'API', link: '/api/overview' },
      { text: 'Stories', link: '/stories/index.html', target: '_self' },
      { text: 'Numbers', link: '/numbers' },
    ],
    sidebar,
    outline: [2, 3],
  },
  vite: {
    resolve: {
      alias: [
        { find: /^react-embeddings$/, replacement: resolve(dist, 'index.js') },
        { find: /^react-embeddings\/styles\.css$/, replacement: resolve(dist, 'styles.css') },
      ],
    },
    esbuild: { jsx: 'automatic' },
    worker: { format: 'es' },
    build: {
      rollupOptions: {
        // 'use client' means nothing to a page without server components.
        onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      },
    },
    optimizeDeps: { exclude: ['react-embeddings', 'onnxruntime-web'] },
    server: { fs: { allow: ['..'] } },
  },
});
