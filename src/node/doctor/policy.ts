/** A Content-Security-Policy: the sources of each directive. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** The policies of a header, which may hold several: what a page does must be allowed by each. */
export function readPolicies(header: string | null): readonly Policy[] {
  const policies = (header ?? '').split(',').map((text) => text.trim());
  return policies.filter(Boolean).map((text) => {
    const directives = new Map<string, readonly string[]>();
    for (const part of text.split(';')) {
      const [name = '', ...sources] = part.trim().split(/\s+/);
      if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources); // the first one counts
    }
    return directives;
  });
}

/** What counts when a directive is not there, in order (CSP level 3, 6.8.3). */
const FALLBACKS = {
  'worker-src': ['worker-src', 'child-src', 'script-src', 'default-src'],
  'connect-src': ['connect-src', 'default-src'],
  'script-src': ['script-src', 'default-src'],
} as const;

type Directive = keyof typeof FALLBACKS;

function sourcesOf(policy: Policy, directive: Directive) {
  const name = FALLBACKS[directive].find((each) => policy.has(each));
  return name && { name, sources: policy.get(name) ?? [] };
}

/** Whether a document at `page` may fetch `url`, or start a worker from it. */
export function allows(policies: readonly Policy[], directive: Directive, url: URL, page: URL): boolean {
  return policies.every((policy) => {
    const found = sourcesOf(policy, directive);
    if (!found) return true;
    // Scripts that are trusted may load others, and start workers, where the sources of scripts count.
    const trusts = directive === 'worker-src' && /^(script|default)-src$/.test(found.name);
    if (trusts && found.sources.includes("'strict-dynamic'")) return true;
    return found.sources.some((source) => matches(source, url, page));
  });
}

export function allowsWasm(policies: readonly Policy[]): boolean {
  return policies.every((policy) => {
    const found = sourcesOf(policy, 'script-src');
    return !found || found.sources.some((source) => /^'(wasm-)?unsafe-eval'$/i.test(source));
  });
}

const HOST = /^(?:([a-z][a-z\d+.-]*):\/\/)?(\*|(?:\*\.)?[^:/*]+)(?::(\d+|\*))?(\/.*)?$/i;

function matches(source: string, url: URL, page: URL): boolean {
  if (source.toLowerCase() === "'self'") return url.origin === page.origin && url.protocol !== 'blob:';
  if (source === '*') return /^https?:$/.test(url.protocol);
  if (/^[a-z][a-z\d+.-]*:$/i.test(source)) return isScheme(source, url);
  const [, scheme, host = '', port, path] = HOST.exec(source) ?? [];
  if (host === '' || !isScheme(scheme ? `${scheme}:` : page.protocol, url)) return false;
  return isHost(host, url) && isPort(port, url) && isPath(path, url);
}

/** `http:` lets `https:` through too. */
function isScheme(scheme: string, { protocol }: URL): boolean {
  const wanted = scheme.toLowerCase();
  return protocol === wanted || (wanted === 'http:' && protocol === 'https:');
}

function isHost(host: string, { hostname }: URL): boolean {
  if (host === '*') return true;
  const wanted = host.toLowerCase();
  return wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : hostname === wanted;
}

const isPort = (port: string | undefined, url: URL) =>
  port === '*' ||
  (port === undefined ? url.port === '' : new URL(`${url.protocol}//h:${port}`).port === url.port);

function isPath(path: string | undefined, { pathname }: URL): boolean {
  if (path === undefined) return true;
  return path.endsWith('/') ? pathname.startsWith(path) : pathname === path;
}
