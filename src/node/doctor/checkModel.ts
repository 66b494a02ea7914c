import { EmbedError } from '../../engine/errors.js';
import type { ModelFile } from '../../engine/models/types.js';
import { readModel } from '../readModel.js';
import { broken, type Finding, isWebPage, note, ok } from './finding.js';

/** Options of {@link checkModel}. */
export interface CheckModelOptions {
  readonly page: URL;
  /** The address of the folder of models. */
  readonly models: string;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/** Looks at a model's files as the page would fetch them, without reading them to the end. */
export async function checkModel(id: string, options: CheckModelOptions): Promise<Finding[]> {
  const { page, models, signal } = options;
  if (page.protocol === 'https:' && models.startsWith('http:'))
    return [
      broken(`${models} is http, and the page is https: browsers forbid that.`, 'Serve models by https.'),
    ];
  try {
    const { files, folder } = await readModel(id, { models, signal });
    const findings = await Promise.all(
      files.map((file) => checkFile(file, `${folder}/${file.path}`, options)),
    );
    return findings.flat();
  } catch (error) {
    if (!EmbedError.is(error)) throw error;
    return [broken(error.message, `npx react-embeddings fetch ${id} --to public/models`)];
  }
}

async function checkFile(
  { bytes }: ModelFile,
  url: string,
  { page, fetch }: CheckModelOptions,
): Promise<Finding[]> {
  const response = await fetch(url, { headers: { Origin: page.origin, 'Accept-Encoding': 'gzip, br' } });
  await response.body?.cancel();
  const { status, headers } = response;
  const encoding = headers.get('content-encoding');
  const length = encoding ? null : headers.get('content-length');
  const put = 'Put the file there: npx react-embeddings fetch.';
  if (status !== 200) return [broken(`${url} comes with status ${status}.`, put)];
  if (isWebPage(response)) return [broken(`${url} comes as a web page.`, put)];
  if (length !== null && Number(length) !== bytes)
    return [broken(`${url} has ${length} bytes and not ${bytes}: it is another version or cut.`, put)];
  const isForeign = new URL(url).origin !== page.origin;
  const allowed = headers.get('access-control-allow-origin');
  if (isForeign && allowed !== '*' && allowed !== page.origin)
    return [
      broken(
        `${url} is not allowed for pages of ${page.origin} (CORS).`,
        `Send Access-Control-Allow-Origin: ${page.origin}.`,
      ),
    ];
  const measured = length === null ? '' : ` with ${length} bytes`;
  return [
    ok(`${url} comes${measured}. Its content was not read.`),
    ...(url.endsWith('.json') ? [] : await checkResume(url, headers, isForeign, fetch)),
  ];
}

/** Whether a download that breaks off can go on: otherwise it begins again. */
async function checkResume(
  url: string,
  headers: Headers,
  isForeign: boolean,
  fetch: typeof globalThis.fetch,
): Promise<Finding[]> {
  const part = await fetch(url, { headers: { Range: 'bytes=0-0' } });
  await part.body?.cancel();
  const exposed = headers.get('access-control-expose-headers') ?? '';
  const reasons = [
    headers.has('content-encoding') && `it is compressed on its way (${headers.get('content-encoding')})`,
    part.status !== 206 && 'the server does not answer Range with 206',
    !headers.get('etag')?.startsWith('"') && 'it has no strong ETag',
    isForeign &&
      !/etag|^\*$/i.test(exposed) &&
      'Access-Control-Expose-Headers does not name ETag and Content-Range',
  ].filter((reason) => reason !== false);
  if (reasons.length === 0) return [ok(`${url} can be gone on with after a break.`)];
  return [
    note(
      `${url} is downloaded from the beginning after a break: ${reasons.join(', ')}.`,
      'Serve the file as it is, with Accept-Ranges: bytes and an ETag, as servers of static files do.',
    ),
  ];
}
