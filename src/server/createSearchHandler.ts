import type { RemoteAnswer, RemoteQuestion } from '../engine/search/remoteProtocol.js';
import type { FieldFilter } from '../engine/search/types.js';
import { unit } from '../engine/search/unit.js';
import { vectorFromText } from '../engine/search/vectorText.js';
import type { ClientLike, PoolLike } from './pool.js';
import { readBody } from './readBody.js';
import { readOnly } from './readOnly.js';
import { readQuestion } from './readQuestion.js';
import { RequestError } from './requestError.js';
import { type IndexAnswer, runSearch } from './runSearch.js';
import { type IndexFacts, readFacts, schemaOf } from './schema.js';

/** Options of {@link createSearchHandler}. */
export interface SearchHandlerOptions {
  /** A `Pool` of the package `pg`. The handler borrows it; a role that may only read the index's schema is enough. */
  readonly pool: PoolLike;
  /**
   * The name of the index, as for {@link createPostgresIndex}.
   * @default 'react_embeddings'
   */
  readonly name?: string;
  /**
   * Who may search, and what: `false` refuses, and a filter must pass besides the one that was sent.
   * @default everyone may search everything
   */
  readonly authorize?: (request: Request) => Authorization | Promise<Authorization>;
  /** How many hits may be asked for. @default 100 */
  readonly maxLimit?: number;
  /** How long a request may be. @default 65536 */
  readonly maxBodyBytes?: number;
  /** How long a search may take, in milliseconds. @default 5000 */
  readonly timeoutMs?: number;
  /** Is told of what failed inside, which the answer does not tell. @default it is written to the console */
  readonly onError?: (error: unknown, request: Request) => void;
}

/** Whether a request is answered; or among which items. */
export type Authorization = boolean | { readonly filter: FieldFilter };

/**
 * Answers the questions of a remote index from PostgreSQL: a function of the Fetch API, for whatever server speaks it. It
 * never rejects. Cross-origin requests (CORS) and limits of rate are the app's.
 */
export function createSearchHandler(options: SearchHandlerOptions): (request: Request) => Promise<Response> {
  const {
    pool,
    name = 'react_embeddings',
    authorize = () => true,
    maxLimit = 100,
    maxBodyBytes = 65_536,
    timeoutMs = 5_000,
    onError = report,
  } = options;
  const schema = schemaOf(name);

  async function answer(request: Request): Promise<RemoteAnswer<unknown>> {
    const authorization = await authorize(request);
    if (authorization === false) throw new RequestError('forbidden', 'You may not search here.');
    const question = readQuestion(await readBody(request, maxBodyBytes), { maxLimit });
    const filters = [question.filter, authorization === true ? undefined : authorization.filter];
    return readOnly(pool, { signal: request.signal, timeoutMs }, async (client) => {
      const facts = await readFacts(client, schema);
      const allowed = filters.filter((filter) => filter !== undefined);
      const found = await ask(client, schema, facts, question, allowed);
      return { ...found, items: facts.documents, embedded: facts.embedded };
    });
  }

  return async (request) => {
    try {
      return Response.json(await answer(request), { headers: { 'cache-control': 'no-store' } });
    } catch (error) {
      const refusal = asRequestError(error);
      if (refusal.code === 'internal' && !request.signal.aborted) onError(error, request);
      return refusal.toResponse();
    }
  };
}

function ask(
  client: ClientLike,
  schema: string,
  facts: IndexFacts,
  question: RemoteQuestion,
  filters: readonly FieldFilter[],
): Promise<IndexAnswer<unknown>> {
  if (question.ask === 'similar') return askSimilar(client, schema, question, filters);
  const { vector, space, filter: _, ask: __, ...asked } = question;
  if (vector === undefined) return runSearch(client, schema, { ...asked, filters });
  return runSearch(client, schema, { ...asked, filters, vector: readVector(vector, space, facts) });
}

/** By the vector of an item's first passage, as the index in the browser does. */
async function askSimilar(
  client: ClientLike,
  schema: string,
  { id, limit, minScore }: Extract<RemoteQuestion, { ask: 'similar' }>,
  filters: readonly FieldFilter[],
): Promise<IndexAnswer<unknown>> {
  const { rows } = await client.query(
    `select p.vector::text from ${schema}.items i join ${schema}.passages p using (hash)
     where i.id = $1 order by p.passage limit 1`,
    [id],
  );
  const [found] = rows;
  if (!found)
    throw new RequestError('invalid-input', 'There is no item of this id that has a vector.', { id });
  return runSearch(client, schema, {
    query: '',
    vector: Float32Array.from(JSON.parse(found.vector)),
    mode: 'semantic',
    limit,
    prefix: false,
    fusion: 'standardised',
    weight: 1,
    ...(minScore !== undefined && { minScore }),
    filters,
    without: id,
  });
}

function readVector(
  text: string,
  asked: string | undefined,
  { space, dimensions }: IndexFacts,
): Float32Array {
  if (asked !== space)
    throw new RequestError('space-mismatch', `This index holds vectors of ${space}, not of ${asked}.`, {
      asked,
      actual: space,
    });
  const vector = vectorFromText(text);
  if (vector?.length === dimensions && vector.every(Number.isFinite)) return unit(vector);
  throw new RequestError('invalid-input', `"vector" is not ${dimensions} finite numbers in base64.`, {
    field: 'vector',
  });
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const isCancelled = Object(error).code === '57014'; // query_canceled: statement_timeout is over
  if (isCancelled)
    return new RequestError('timeout', 'The search took too long. Try again, or ask for less.');
  return new RequestError('internal', 'The search failed on the server.');
}

function report(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: the answer must not tell, and someone has to
  console.error('react-embeddings: a search failed.', error);
}
