import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fromSource } from '../../scripts/from-source.js';
import { modelsServer } from '../../scripts/models-server.js';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), fromSource(), modelsServer()],
  build: { target: 'es2022', outDir: resolve(import.meta.dirname, 'dist') },
  preview: { host: '127.0.0.1', port: 4579 },
});
