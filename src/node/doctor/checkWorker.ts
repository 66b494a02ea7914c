import { broken, type Finding, isWebPage, note, ok } from './finding.js';
import { allows, allowsWasm, type Policy, readPolicies } from './policy.js';

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
  const isForeign = url.origin !== page.url.origin;
  const response = await fetch(url.href, { headers: { Origin: page.url.origin } });
  const { status, headers } = response;
  const type = headers.get('content-type') ?? 'none';
  await response.body?.cancel();
  if (status !== 200)
    return [broken(`${url} comes with status ${status}.`, 'Deploy the worker files that the build makes.')];
  if (isWebPage(response))
    return [
      broken(
        `${url} comes as a web page.`,
        'Deploy the worker files that the build makes, and answer 404 for files that are not there.',
      ),
    ];
  if (!JAVASCRIPT.test(type))
    return [
      broken(`${url} comes with the type ${type}: browsers refuse it.`, 'Serve it as text/javascript.'),
    ];
  const allowed = headers.get('access-control-allow-origin');
  if (isForeign && allowed !== '*' && allowed !== page.url.origin)
    return [
      broken(
        `${url} is of another origin, and is not allowed for pages of ${page.url.origin} (CORS).`,
        `Send Access-Control-Allow-Origin: ${page.url.origin}, or serve it with the page.`,
      ),
    ];
  const needsIsolation = !isForeign && ISOLATED.test(page.headers.get('cross-origin-embedder-policy') ?? '');
  if (needsIsolation && !ISOLATED.test(headers.get('cross-origin-embedder-policy') ?? ''))
    return [
      broken(
        `${url} comes without Cross-Origin-Embedder-Policy, which the page has.`,
        'Send the header with all files.',
      ),
    ];
  return [ok(`${url} comes as ${type}.`), ...checkPolicies(url, headers, page)];
}

/** What policies forbid: the page's count for the start of a worker, and the worker's own for what it does. */
export function checkPolicies(worker: URL, headers: Headers, page: Page): Finding[] {
  const ofPage = [...readPolicies(page.headers.get(CSP)), ...readPolicies(page.metaPolicy)];
  const ofWorker = readPolicies(headers.get(CSP));
  const findings: Finding[] = [];
  // A script of another origin is started by a blob of the page.
  const isForeign = worker.origin !== page.url.origin;
  if (!allows(ofPage, 'worker-src', isForeign ? new URL(`blob:${page.url.origin}/`) : worker, page.url))
    findings.push(
      broken(
        `The page's ${NAME} forbids the worker ${worker}.`,
        `Add worker-src 'self'${isForeign ? ' blob:' : ''}.`,
      ),
    );
  if (ofPage.some(forbidsTrustedTypes))
    findings.push(
      broken(
        `The page's ${NAME} requires Trusted Types, and not ours.`,
        'Add trusted-types react-embeddings.',
      ),
    );
  if (!allowsWasm(ofWorker))
    findings.push(
      broken(
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
        : broken(what, `Add ${page.modelsUrl.origin} to connect-src, for this file too.`),
    );
  }
  if (findings.length === 0 && ofPage.length + ofWorker.length > 0)
    findings.push(ok(`The ${NAME} allows ${worker.pathname}, its wasm, and its models.`));
  return findings;
}

/** Whether a policy requires Trusted Types and does not let ours be made, by which workers are started. */
function forbidsTrustedTypes(policy: Policy): boolean {
  if (!policy.get('require-trusted-types-for')?.includes("'script'")) return false;
  const names = policy.get('trusted-types');
  return names !== undefined && !names.includes('react-embeddings') && !names.includes('*');
}

export const HUB = 'huggingface.co';
const NAME = 'Content-Security-Policy';
const CSP = 'content-security-policy';
