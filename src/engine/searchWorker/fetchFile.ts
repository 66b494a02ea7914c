import { EmbedError, reasonOf } from '../errors.js';

/** The bytes at a URL. @throws {EmbedError} `index-load-failed` */
export async function fetchFile(url: string): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause) => {
    throw failed(url, `It cannot be reached (${reasonOf(cause)}). Check the address and the connection.`);
  });
  if (!response.ok) throw failed(url, `The server answers with status ${response.status}.`);
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw failed(url, `Its download broke off (${reasonOf(cause)}). Try again.`);
  }
}

function failed(url: string, reason: string): EmbedError {
  return new EmbedError('index-load-failed', `The index at ${url} cannot be had. ${reason}`, {
    details: { url },
  });
}
