import { createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Connect, Plugin } from 'vite';

const MODELS = resolve(import.meta.dirname, '../../models');

/**
 * Serves a folder of models, `models/` under `/models/` by default, in development and for a built page. A file that is
 * not there is a 404, and so is what lies below the folder `hidden` of it. Scripts are left to Vite: a package of weights has one.
 */
export function modelsServer(at = '/models', folder = MODELS, hidden?: string): Plugin {
  const use = ({ middlewares }: { middlewares: Connect.Server }) => {
    middlewares.use(at, serve(folder, hidden));
  };
  return { name: 'models-server', configureServer: use, configurePreviewServer: use };
}

const serve =
  (folder: string, hidden?: string): Connect.NextHandleFunction =>
  (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://host');
    if (url.search || url.pathname.endsWith('.js')) return next(); // imported as a module, as the catalog is
    const path = resolve(folder, `.${decodeURIComponent(url.pathname)}`);
    const isHidden = hidden !== undefined && url.pathname.startsWith(`/${hidden}/`);
    const file = path.startsWith(folder) && !isHidden ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (!file?.isFile()) {
      response.statusCode = 404;
      response.end();
      return;
    }
    const type = path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': file.size });
    createReadStream(path).pipe(response);
  };
