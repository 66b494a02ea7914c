import { createReadStream, existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { fromSource } from '../tools/vite/from-source.js';
import { modelsServer } from '../tools/vite/models-server.js';

// Builds and serves every page of bench/: its folder is the root. By hand: npx vite --config bench/vite.config.ts bench/plots

/** Pages that need a clock of microseconds, which only an isolated page has; elsewhere it is off by a tenth of a millisecond. */
const ISOLATED = ['plots'];

function isolation(): Plugin {
  const headers = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  };
  return {
    name: 'isolation',
    config: ({ root = '' }) => (ISOLATED.includes(basename(root)) ? { preview: { headers } } : {}),
  };
}

/** Serves the wasm files of the peer's onnxruntime-web under /ort/, so that nothing comes from a CDN. */
function peerRuntime(): Plugin {
  const folder = resolve(import.meta.dirname, 'node_modules/onnxruntime-web/dist');
  return {
    name: 'peer-runtime',
    configurePreviewServer({ middlewares }) {
      middlewares.use('/ort', (request, response, next) => {
        const path = resolve(folder, basename(request.url ?? ''));
        if (!existsSync(path)) return next();
        const type = path.endsWith('.mjs') ? 'text/javascript' : 'application/wasm';
        response.writeHead(200, { 'Content-Type': type });
        createReadStream(path).pipe(response);
      });
    },
  };
}

export default defineConfig({
  plugins: [fromSource(), modelsServer(), peerRuntime(), isolation()],
  build: { target: 'es2022', chunkSizeWarningLimit: 2_000 },
  preview: { host: '127.0.0.1' },
});
