import { createReadStream, existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { fromSource } from '../../scripts/from-source.js';
import { modelsServer } from '../../scripts/models-server.js';

/** Serves the wasm files of the peer's onnxruntime-web under /ort/, so that nothing comes from a CDN. */
function peerRuntime(): Plugin {
  const folder = resolve(import.meta.dirname, '../node_modules/onnxruntime-web/dist');
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
  root: import.meta.dirname,
  plugins: [fromSource(), modelsServer(), peerRuntime()],
  build: { target: 'es2022', outDir: resolve(import.meta.dirname, 'dist'), chunkSizeWarningLimit: 2_000 },
  preview: { host: '127.0.0.1', port: 4274 },
});
