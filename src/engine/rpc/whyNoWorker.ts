import { EmbedError, reasonOf } from '../errors.js';
import { withoutSecrets } from '../utils/fileError.js';

/** Why no worker could start. The list only grows. */
export type NoWorkerReason =
  | 'no-workers'
  | 'csp'
  | 'trusted-types'
  | 'missing-script'
  | 'coep'
  | 'other-origin'
  | 'sandbox'
  | 'offline'
  | 'unknown';

/** What is known of a start that failed. */
export interface FailedStart {
  /** The address of the script. */
  readonly script: string | undefined;
  /** What was thrown, or what the worker's `error` event said, of each attempt. */
  readonly failures: readonly unknown[];
  /** What the page's policies forbade meanwhile. */
  readonly violations: readonly Pick<SecurityPolicyViolationEvent, 'effectiveDirective' | 'blockedURI'>[];
}

/** The error of a worker that could not start, with its cause as far as the page can find it out. */
export async function whyNoWorker(failed: FailedStart): Promise<EmbedError> {
  const { script, failures } = failed;
  const [reason, what] = await causeOf(failed);
  const details = { reason, ...(script !== undefined && { script }) };
  const code = reason === 'unknown' ? 'worker-crashed' : 'backend-unavailable';
  return new EmbedError(code, `No worker can start here: ${what}`, { details, cause: failures.at(-1) });
}

const FORBIDDEN = "the Content-Security-Policy of the page forbids it. Add worker-src 'self' blob:.";
const WORKER_SOURCES = /^(worker|child|script|default)-src/;

type Cause = readonly [reason: NoWorkerReason, what: string];

async function causeOf({ script, failures, violations }: FailedStart): Promise<Cause> {
  const isThrown = failures.every((failure) => typeof failure !== 'string');
  if (!globalThis.Worker && isThrown)
    return ['no-workers', 'this environment has no workers (Worker is not defined).'];
  const forbidden = violations.map(({ effectiveDirective }) => effectiveDirective);
  const policies = 'trusted-types react-embeddings';
  if (forbidden.some((directive) => /trusted-types/.test(directive)))
    return ['trusted-types', `the page requires Trusted Types. Allow the policy: ${policies}.`];
  const url = script === undefined ? undefined : new URL(script);
  const isForeign = url !== undefined && url.origin !== globalThis.origin;
  const blocked = violations.filter(({ effectiveDirective }) => WORKER_SOURCES.test(effectiveDirective));
  if (blocked.some(({ blockedURI }) => blockedURI !== 'blob')) return ['csp', FORBIDDEN];
  const page = await ask(globalThis.location?.href);
  const served = url && (await lookAt(url, page));
  if (served) return served;
  if (isForeign && (blocked.length > 0 || isForbidden(page, ['blob:'])))
    return [
      'csp',
      `its script is on another origin (${url.origin}), and the Content-Security-Policy of the page forbids to start it by a blob. Add worker-src 'self' blob:.`,
    ];
  if (!isForeign && isForbidden(page, ["'self'", globalThis.origin])) return ['csp', FORBIDDEN];
  if (globalThis.origin === 'null')
    return [
      'sandbox',
      'the page is in a sandboxed frame. Add allow-same-origin, or let the server of the scripts send Access-Control-Allow-Origin.',
    ];
  if (isForeign)
    return [
      'other-origin',
      `its script is on another origin (${url.origin}), which does not allow it. Let ${url.origin} send Access-Control-Allow-Origin, or serve the script with the page.`,
    ];
  const reasons = failures.map((failure) => reasonOf(failure)).filter(Boolean);
  return ['unknown', `${reasons.at(-1) ?? 'the browser gives no reason'}.`];
}

const COEP = 'cross-origin-embedder-policy';
const ISOLATED = /^(require-corp|credentialless)/;

/** What is wrong with how the script is served, if anything is. */
async function lookAt(url: URL, page: Response | undefined): Promise<Cause | undefined> {
  const response = await ask(url.href);
  if (!response) return undefined;
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || type.includes('text/html'))
    return [
      'missing-script',
      `its script ${withoutSecrets(url.href)} is not there (status ${response.status}${response.ok ? ', a web page' : ''}). A newer version of the app may have replaced it: load the page again.`,
    ];
  if (url.origin !== globalThis.origin || ISOLATED.test(response.headers.get(COEP) ?? '')) return undefined;
  if (!ISOLATED.test(page?.headers.get(COEP) ?? '')) return undefined;
  return [
    'coep',
    'the page has the header Cross-Origin-Embedder-Policy and the script of the worker has not. Send it with all files.',
  ];
}

/** An answer, without its body; `undefined` where the page may not ask. */
async function ask(url: string | undefined): Promise<Response | undefined> {
  if (url === undefined) return undefined;
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response;
  } catch {
    return undefined;
  }
}

/** What decides of workers, the first that a policy has: https://www.w3.org/TR/CSP3/#directive-worker-src. */
const DIRECTIVES = ['worker-src', 'child-src', 'script-src', 'default-src'];

/** Whether a policy that the page came with allows workers from none of `sources`: WebKit does not report what it blocks. */
function isForbidden(page: Response | undefined, sources: readonly string[]): boolean {
  const header = page?.headers.get('content-security-policy') ?? '';
  const metas = globalThis.document?.querySelectorAll<HTMLMetaElement>(
    'meta[http-equiv="content-security-policy" i]',
  );
  const policies = [...header.split(','), ...Array.from(metas ?? [], ({ content }) => content)];
  return policies.some((policy) => {
    const directives = new Map(
      policy.split(';').map((directive): [string, string[]] => {
        const [name = '', ...values] = directive.trim().toLowerCase().split(/\s+/);
        return [name, values];
      }),
    );
    const allowed = DIRECTIVES.map((name) => directives.get(name)).find((values) => values !== undefined);
    return allowed !== undefined && !allowed.some((source) => isAny(source) || sources.includes(source));
  });
}

/** Whether a source of a policy may stand for this origin among others. */
const isAny = (source: string) => source === '*' || /^https?:$|\*/.test(source);
