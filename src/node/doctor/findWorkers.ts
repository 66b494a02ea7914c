const MAX_SCRIPTS = 100;
const PAGE_SCRIPT = /<(?:script|link)\b[^>]*?\b(?:src|href)\s*=\s*["']?([^"'\s>]+\.m?js[^"'\s>]*)/gi;
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*["'`]((?:\.{0,2}\/|https?:)[^"'`]+)["'`]/g;
/** The embedding worker's address, which bundlers copy: it stands apart from `new Worker`. */
const COPIED = /new URL\(\s*(?:(?:""|''|``)\s*\+\s*)?["'`]([^"'`]*\bembeddingWorker\b[^"'`]*\.js)["'`]/g;
const WORKER = /new Worker\(\s*(?:new URL\(\s*(?:(?:""|''|``)\s*\+\s*)?)?["'`]([^"'`]+)["'`]/g;

/**
 * The addresses of workers in the scripts of a page and in what these import, as far as they are written out: some bundlers
 * put them together at run time.
 */
export async function findWorkers(
  html: string,
  page: URL,
  fetchText: (url: URL) => Promise<string>,
): Promise<readonly URL[]> {
  const scripts = new Set(urlsIn(html, PAGE_SCRIPT, page));
  const workers = new Set(urlsIn(html, WORKER, page));
  for (const address of scripts) {
    const script = new URL(address);
    const text = await fetchText(script);
    for (const pattern of [WORKER, COPIED]) for (const url of urlsIn(text, pattern, script)) workers.add(url);
    // Grows while it is read.
    for (const url of urlsIn(text, IMPORT, script)) if (scripts.size < MAX_SCRIPTS) scripts.add(url);
  }
  return [...workers].map((address) => new URL(address));
}

function urlsIn(text: string, pattern: RegExp, base: URL): string[] {
  return Array.from(text.matchAll(pattern), ([, url = '']) => url)
    .filter((url) => URL.canParse(url, base) && !url.startsWith('blob:'))
    .map((url) => new URL(url, base).href);
}
