import { randomUUID } from 'node:crypto';
import { reasonOf } from '../../engine/errors.js';
import { DEFAULT_MODEL } from '../../engine/models/catalog.js';
import { fileError } from '../../engine/utils/fileError.js';
import { checkModel } from './checkModel.js';
import { checkPolicies, checkWorker, HUB, type Page } from './checkWorker.js';
import { broken, type Finding, isWebPage, note, ok } from './finding.js';
import { findWorkers } from './findWorkers.js';

/** Options of {@link examine}. */
export interface ExamineOptions {
  /** Where the page's models lie, as `modelsUrl` in the page. Without it, on the Hub, which is not looked at. */
  readonly models?: string | undefined;
  readonly model?: string | undefined;
  /** Addresses of workers, below the page's, that its scripts do not write out. */
  readonly workers?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/**
 * Looks at a site by asking for its files as a page would. No script runs, so what an app does with them is not seen.
 * @throws {EmbedError} `request-failed` when the site cannot be reached.
 */
export async function examine(address: string, options: ExamineOptions): Promise<Finding[]> {
  const { models, model = DEFAULT_MODEL, workers = [], signal } = options;
  const ask: typeof fetch = async (url, init) => {
    try {
      return await fetch(url, { ...init, signal });
    } catch (cause) {
      signal.throwIfAborted();
      const reason = reasonOf(cause instanceof Error && cause.cause ? cause.cause : cause);
      throw fileError('request-failed', `${url} cannot be reached (${reason}).`, { url }, cause);
    }
  };
  const response = await ask(address, { headers: { Accept: 'text/html' } });
  const html = await response.text();
  const url = new URL(response.url);
  if (!response.ok || !isWebPage(response))
    return [broken(`${url} is not a web page (status ${response.status}).`, 'Name the address of a page.')];
  const modelsUrl = new URL(models ?? `https://${HUB}/`, url);
  const page = { url, headers: response.headers, metaPolicy: metaPolicyOf(html), modelsUrl };
  const fetchText = async (script: URL) => (await ask(script.href)).text();
  const found = workers.map((worker) => new URL(worker, url));
  if (found.length === 0) found.push(...(await findWorkers(html, url, fetchText)));
  const settings = { page: url, models: modelsUrl.href, fetch: ask, signal };
  return [
    ok(`${url} is a web page.`),
    ...checkContext(url),
    ...(found.length === 0 ? withoutWorkers(page) : []),
    ...(await Promise.all(found.map((worker) => checkWorker(worker, page, ask)))).flat(),
    await checkUnknownPath(models === undefined ? url : modelsUrl, ask),
    ...(models === undefined ? [] : await checkModel(model, settings)),
  ];
}

function checkContext({ protocol, hostname, origin }: URL): Finding[] {
  if (protocol === 'https:' || /^(localhost|127\..*|\[::1\]|.*\.localhost)$/.test(hostname)) return [];
  return [
    note(`${origin} is not https: browsers keep no files there, and download at each visit.`, 'Use https.'),
  ];
}

/** As most servers send the same policy with all files, the page's stands for the workers'. */
function withoutWorkers(page: Page): Finding[] {
  return [
    note(
      "No worker's address is written out in the page's scripts.",
      'Name the worker files with --worker, once for each.',
    ),
    ...checkPolicies(new URL('worker.js', page.url), page.headers, page),
  ];
}

async function checkUnknownPath(base: URL, ask: typeof fetch): Promise<Finding> {
  const folder = base.href.replace(/[^/]*\{.*$|[^/]*%7B.*$/, '').replace(/\/?$/, '/');
  const response = await ask(new URL(`${randomUUID()}.onnx`, folder).href);
  await response.body?.cancel();
  if (response.status === 404 || response.status === 410) return ok('A file that is not there is a 404.');
  const what = `A file that is not there comes with status ${response.status}${isWebPage(response) ? ', as a web page' : ''}.`;
  return note(what, 'Answer 404 for paths with a file ending, so that a missing file is seen as such.');
}

const META = /<meta\b[^>]*http-equiv\s*=\s*["']?content-security-policy["']?[^>]*>/gi;

/** The policies in the page's HTML, as a header would hold them. */
function metaPolicyOf(html: string): string | null {
  const policies = Array.from(html.matchAll(META), ([tag]) =>
    /\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(tag),
  );
  const texts = policies.flatMap((found) => found?.[1] ?? found?.[2] ?? []);
  return texts.length > 0 ? texts.join(', ') : null;
}
