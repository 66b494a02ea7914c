// The process of `npm run fuzz`: the sources by Vite, each at its own place, beside which wasm is found.

import { createServer } from 'vite';

const server = await createServer({
  configFile: false,
  appType: 'custom',
  server: { middlewareMode: true, ws: false },
  logLevel: 'error',
});
try {
  await server.ssrLoadModule('/test/support/fileFetch.ts');
  await server.ssrLoadModule('/test/fuzz/runCampaign.ts');
} finally {
  await server.close();
}
