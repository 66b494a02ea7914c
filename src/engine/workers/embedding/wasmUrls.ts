// Where the wasm files lie that the worker fetches. Bundlers recognize these very expressions: keep each in one piece.

const ENCODER: Readonly<Record<ModuleName, () => URL>> = {
  relaxed: () => new URL('./encoder-relaxed.wasm', import.meta.url),
  plain: () => new URL('./encoder-plain.wasm', import.meta.url),
};

let fromPage: Partial<Readonly<Record<ModuleName, string>>> = {};
let isCopied = false;

/**
 * Sets where the page finds the encoder: for a worker that was started by a blob, and cannot say where it lies itself, or one
 * that a bundler copied (`copied`), whose own address says nothing.
 */
export function setEncoderUrls(urls: Partial<Readonly<Record<ModuleName, string>>>, copied: boolean): void {
  fromPage = urls;
  isCopied = copied;
}

/** The address of a build of the encoder. */
export function encoderUrl(name: ModuleName): string {
  const url = (isCopied ? undefined : addressOf(ENCODER[name])) ?? fromPage[name];
  if (url === undefined) throw new Error(`encoder-${name}.wasm has no address`);
  return url;
}

/** `undefined` in a worker whose own address is that of a blob, where bundlers make addresses relative to it. */
export function addressOf(url: (() => URL) | undefined): string | undefined {
  try {
    return url?.().href;
  } catch {
    return undefined;
  }
}
/** `relaxed` needs relaxed SIMD, `plain` only SIMD. Each is a file of its own, since a machine needs one. */
export type ModuleName = 'relaxed' | 'plain';
