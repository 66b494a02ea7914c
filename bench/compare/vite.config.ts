import { resolve } from 'node:path';
import { mergeConfig } from 'vite';
import shared from '../vite.config.js';

// Apps as a user of either library would build them, each a page of its own.

const pages = ['index', 'ours', 'hook', 'theirs', 'bare'].map((name) =>
  resolve(import.meta.dirname, `${name}.html`),
);

export default mergeConfig(shared, { build: { manifest: true, rollupOptions: { input: pages } } });
