import { type Finding, good, isWebPage, mend, note } from './finding.js';
import { allows, allowsWasm, readPolicies } from './policy.js';

/** The page whose workers are looked at. */
export interface Page {
  readonly url: URL;
  readonly headers: Headers;
  /** The policies in its HTML. */
  readonly metaPolicy: string | null;
  /** Where models come from. */
  readonly modelsUrl: URL;
}

const JAVASCRIPT = /^(text|application)\/(x-)?(javascript|ecmascript)\s*(;|$)/i;
const ISOLATED = /^(require-corp|credentialless)/;

/** Looks at a worker's file: a page can start it, and its own headers let it do its work. */
export async function checkWorker(url: URL, page: Page, fetch: typeof globalThis.fetch): Promise<Finding[]> {
  if (url.origin !== page.url.origin)
    return [mend(`${url} is of another origin, where no worker can come from.`, 'Serve it with the page.')];
  const response = await fetch(url.href);
  const { status, headers } = response;
  const type = headers.get('content-type') ?? 'none';
  await response.body?.cancel();
  if (status !== 200)
    return [mend(`${url} comes with status ${status}.`, 'Deploy the worker files that the build makes.')];
  if (isWebPage(response))
    return [
      mend(
        `${url} comes as a web page.`,
        'Deploy the worker files that the build makes, and answer 404 for files that are not there.',
      ),
    ];
  if (!JAVASCRIPT.test(type))
    return [mend(`${url} comes with the type ${type}: browsers refuse it.`, 'Serve it as text/javascript.')];
  const needsIsolation = ISOLATED.test(page.headers.get('cross-origin-embedder-policy') ?? '');
  if (needsIsolation && !ISOLATED.test(headers.get('cross-origin-embedder-policy') ?? ''))
    return [
      mend(
        `${url} comes without Cross-Origin-Embedder-Policy, which the page has.`,
        'Send the header with all files.',
      ),
    ];
  return [good(`${url} comes as ${type}.`), ...checkPolicies(url, headers, page)];
}

/** What policies forbid: the page's count for the start of a worker, and the worker's own for what it does. */
export function checkPolicies(worker: URL, headers: Headers, page: Page): Finding[] {
  const ofPage = [...readPolicies(page.headers.get(CSP)), ...readPolicies(page.metaPolicy)];
  const ofWorker = readPolicies(headers.get(CSP));
  const findings: Finding[] = [];
  if (!allows(ofPage, 'worker-src', worker, page.url))
    findings.push(mend(`The page's ${NAME} forbids the worker ${worker}.`, "Add worker-src 'self'."));
  if (!allowsWasm(ofWorker))
    findings.push(
      mend(
        `The ${NAME} of ${worker} forbids wasm.`,
        "Add 'wasm-unsafe-eval' to script-src, for this file too.",
      ),
    );
  const isHub = page.modelsUrl.hostname === HUB;
  if (!allows(ofWorker, 'connect-src', page.modelsUrl, worker)) {
    const what = `The ${NAME} of ${worker} forbids to fetch models from ${page.modelsUrl.origin}.`;
    findings.push(
      isHub
        ? note(
            what,
            'Add connect-src https://huggingface.co https://*.hf.co, or name your own server with --models.',
          )
        : mend(what, `Add ${page.modelsUrl.origin} to connect-src, for this file too.`),
    );
  }
  if (findings.length === 0 && ofPage.length + ofWorker.length > 0)
    findings.push(good(`The ${NAME} allows ${worker.pathname}, its wasm, and its models.`));
  return findings;
}

export const HUB = 'huggingface.co';
const NAME = 'Content-Security-Policy';
const CSP = 'content-security-policy';
