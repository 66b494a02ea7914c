import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { CONTENT_TYPES } from '../../tools/content-types.mjs';
import { ENVIRONMENTS } from './environments.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = join(ROOT, 'test/environments/dist');

/** The parent of a sandboxed frame, which asks it. */
const FRAME = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<iframe sandbox="allow-scripts" src="framed/" width="800" height="600"></iframe>
<script>
  const loaded = new Promise((resolve) => (document.querySelector('iframe').onload = resolve));
  window.visitEnvironment = async () => {
    await loaded;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    document.querySelector('iframe').contentWindow.postMessage('visit', '*', [port2]);
    return answer;
  };
</script>`;

/**
 * Serves the page of test/environments in each environment, as /0/, /1/, …; and its scripts from another origin.
 * @returns {Promise<{ addressOf: (name: string) => string, close: () => void }>}
 */
export async function serveEnvironments() {
  const cdn = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    send(response, join(DIST, 'page', pathname), { 'access-control-allow-origin': '*' });
  });
  const names = Object.keys(ENVIRONMENTS);
  const page = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const [, number = '', ...rest] = pathname.split('/');
    const environment = ENVIRONMENTS[names[Number(number)] ?? ''];
    if (number === 'serviceWorker') return send(response, join(DIST, pathname), {});
    if (number === 'models')
      return send(response, join(ROOT, pathname), { 'access-control-allow-origin': '*' });
    if (environment) answer(response, environment, rest.join('/'), cdn.port);
    else response.writeHead(404).end();
  });
  return {
    addressOf: (name) => {
      const host = ENVIRONMENTS[name]?.plainHttp ? PLAIN_HOST : '127.0.0.1';
      return `http://${host}:${page.port}/${names.indexOf(name)}/`;
    },
    close: () => {
      cdn.close();
      page.close();
    },
  };
}

/** A host that a browser under test is told to find at 127.0.0.1, and takes for any other. */
export const PLAIN_HOST = 'environments.test';

/**
 * @param {import('node:http').ServerResponse} response
 * @param {import('./environments.mjs').Environment} environment
 * @param {string} path
 * @param {number} cdnPort
 */
function answer(response, environment, path, cdnPort) {
  const isPage = path === '' || path === 'framed/';
  if (path === '' && environment.frame) return html(response, FRAME, {});
  if (isPage) return html(response, pageOf(environment, cdnPort), environment.page);
  const isWorker = /\/(embeddingWorker|searchWorker)-[^/]*\.js$/.test(path);
  if (isWorker && environment.worker === 'missing') return void response.writeHead(404).end();
  if (isWorker && environment.worker === 'web page') return html(response, pageOf(environment, cdnPort), {});
  send(response, join(DIST, 'page', path.replace(/^framed\//, '')), environment.files);
}

/** @param {import('./environments.mjs').Environment} environment @param {number} cdnPort */
function pageOf({ cdn, head = '' }, cdnPort) {
  const built = readFileSync(join(DIST, 'page/index.html'), 'utf8').replace('<script', `${head}<script`);
  return cdn ? built.replaceAll('"./assets/', `"http://127.0.0.1:${cdnPort}/assets/`) : built;
}

/** @param {import('node:http').ServerResponse} response @param {string} body */
function html(response, body, headers = {}) {
  response.writeHead(200, { 'content-type': CONTENT_TYPES['.html'], ...headers }).end(body);
}

/** @param {import('node:http').ServerResponse} response @param {string} file */
function send(response, file, headers = {}) {
  if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404, headers).end();
  response.writeHead(200, {
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    ...headers,
  });
  response.end(readFileSync(file));
}

/** @param {import('node:http').RequestListener} listener */
async function listen(listener) {
  const server = createServer(listener);
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { port, close: () => server.close() };
}
