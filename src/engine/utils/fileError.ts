import { EmbedError, type EmbedErrorCode } from '../errors.js';

/**
 * The error of a request to `details.url`, which the message may name: neither they nor the cause show the secrets of that
 * address.
 */
export function fileError(
  code: EmbedErrorCode,
  message: string,
  { url: given, ...details }: Readonly<Record<string, unknown>>,
  cause?: unknown,
): EmbedError {
  const url = String(given);
  const shown = withoutSecrets(url);
  const full = URL.canParse(url) ? new URL(url).href : url; // as the platform names it
  const hide = (text: string) => text.replaceAll(url, shown).replaceAll(full, shown);
  const known = cause === undefined ? {} : { cause: hide(String(cause)) };
  return new EmbedError(code, url === shown ? message : hide(message), {
    details: { url: shown, ...details },
    ...(url === shown ? { cause } : known),
  });
}

/** An address as messages show it: without user, password, and what a query may sign or authorize. */
export function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url.replace(/\?[^#]+/, '?…');
  const shown = new URL(url);
  if (!shown.username && !shown.password && !shown.search) return url;
  shown.username = '';
  shown.password = '';
  shown.search = shown.search && '?…';
  try {
    return decodeURI(shown.href);
  } catch {
    return shown.href; // a % that begins no character
  }
}
