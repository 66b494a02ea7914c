import { EmbedError } from '../engine/errors.js';
import { abortable } from '../engine/utils/promises.js';
import { answerRequest } from './answerRequest.js';
import { type Authorization, readAuthorization } from './authorization.js';
import { isConnectionLost } from './connectionLost.js';
import { Deadline, isDuration } from './Deadline.js';
import { checkHealth, type SearchHealth } from './health.js';
import { Limiter } from './Limiter.js';
import { parseSearchRequest } from './parseSearchRequest.js';
import { guardPool, type PoolLike } from './pool.js';
import { RateLimit, type RateLimitOptions } from './RateLimit.js';
import { RequestError } from './RequestError.js';
import { readBody } from './readBody.js';
import { readOnly } from './readOnly.js';
import { schemaOf } from './schema.js';
import type { StatisticsScope } from './visibleFacts.js';

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
   * Who may search, and what. Whatever it gives but `true` and a filter with fields and values refuses; so does an error.
   * @default everyone may search everything
   */
  readonly authorize?: (request: Request) => Authorization | Promise<Authorization>;
  /**
   * What scores and counts are made from where `authorize` gives a filter. `visible`: as if there were no items but those that
   * pass, so that an answer tells nothing of others; it reads each of them. `global` is faster for filters that many items
   * pass, but tells how many items there are and how frequent words are in all of them.
   * @default 'visible'
   */
  readonly statistics?: StatisticsScope;
  /** How many hits may be asked for. @default 100 */
  readonly maxLimit?: number;
  /** How long a request may be. @default 65536 */
  readonly maxBodyBytes?: number;
  /** How long a request may take, from its arrival to its answer, in milliseconds: 1 or more. @default 5000 */
  readonly timeoutMs?: number;
  /** How many searches run at one time. @default as many clients as the pool has, or 10 */
  readonly maxConcurrent?: number;
  /** How many more wait for their turn; beyond, a request is answered by 503 at once. @default 256 */
  readonly maxQueued?: number;
  /**
   * How many requests a client may send; beyond, they are answered by 429.
   * @default no limit, since a `Request` does not tell who sent it
   */
  readonly rateLimit?: RateLimitOptions;
  /** Is told of what failed inside, which the answer does not tell. @default it is written to the console */
  readonly onError?: (error: unknown, request: Request) => void;
}

/** Answers searches over HTTP. Made by {@link createSearchHandler}. */
export interface SearchHandler {
  /** Never rejects. */
  (request: Request): Promise<Response>;
  /** How it is, for health checks of the app's own. Asks the database, for a second at most. Never rejects. */
  health(): Promise<SearchHealth>;
}

/**
 * Answers the requests of a remote index from PostgreSQL: a function of the Fetch API, for whatever server speaks it. It never
 * rejects. Cross-origin requests (CORS) are the app's.
 * @throws {EmbedError} `invalid-input` for an option out of range
 */
export function createSearchHandler(options: SearchHandlerOptions): SearchHandler {
  const settings = readOptions(options);
  const { pool, schema, authorize, onError, limiter, rate } = settings;

  async function answer(request: Request, deadline: Deadline): Promise<Response> {
    const { signal } = deadline;
    const early = <T>(step: T | Promise<T>) => abortable(Promise.resolve(step), signal);
    await early(rate?.check(request));
    const authorized = readAuthorization(await early(authorize(request)));
    const searchRequest = parseSearchRequest(
      await readBody(request, settings.maxBodyBytes, signal),
      settings,
    );
    const permit = await limiter.acquire(signal);
    try {
      const scope = { schema, authorized, statistics: settings.statistics };
      const found = await readOnly(pool, { deadline, permit }, (client) =>
        answerRequest(client, scope, searchRequest),
      );
      return Response.json(found, { headers: { 'cache-control': 'no-store' } });
    } finally {
      permit.release();
    }
  }

  async function handle(request: Request): Promise<Response> {
    const deadline = new Deadline(settings.timeoutMs, request.signal);
    try {
      return await answer(request, deadline);
    } catch (error) {
      const refusal = asRequestError(error);
      if (refusal.cause !== undefined && !request.signal.aborted) tell(onError, refusal.cause, request);
      return refusal.toResponse();
    } finally {
      deadline.end();
    }
  }

  return Object.assign(handle, { health: () => checkHealth(pool, schema, limiter) });
}

function readOptions(options: SearchHandlerOptions) {
  const { pool, name = 'react_embeddings', rateLimit } = options;
  const count = (option: keyof SearchHandlerOptions, value: number, least: number) =>
    assertOption(
      option,
      value,
      Number.isSafeInteger(value) && value >= least,
      `a whole number from ${least}`,
    );
  const { timeoutMs = 5_000 } = options;
  return {
    pool: guardPool(pool),
    schema: schemaOf(name),
    authorize: options.authorize ?? (() => true),
    statistics: options.statistics ?? 'visible',
    onError: options.onError ?? report,
    maxLimit: count('maxLimit', options.maxLimit ?? 100, 1),
    maxBodyBytes: count('maxBodyBytes', options.maxBodyBytes ?? 65_536, 1),
    timeoutMs: assertOption('timeoutMs', timeoutMs, isDuration(timeoutMs), 'a number of milliseconds from 1'),
    limiter: new Limiter(
      count('maxConcurrent', options.maxConcurrent ?? pool.options?.max ?? 10, 1),
      count('maxQueued', options.maxQueued ?? 256, 0),
    ),
    rate: rateLimit && new RateLimit(rateLimit),
  };
}

function assertOption(
  option: keyof SearchHandlerOptions,
  value: number,
  isValid: boolean,
  what: string,
): number {
  if (isValid) return value;
  throw new EmbedError('invalid-input', `${option} is ${value}. It must be ${what}.`, {
    details: { option },
  });
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const isCancelled = Object(error).code === '57014'; // query_canceled: statement_timeout is over
  if (isCancelled)
    return new RequestError('timeout', 'The search took too long. Try again, or ask for less.');
  if (isConnectionLost(error) || isConflict(error))
    return new RequestError('unavailable', 'The search is not available. Try again in a moment.', {}, error);
  return new RequestError('internal', 'The search failed on the server.', {}, error ?? 'unknown');
}

/**
 * Whether the search was in the way of something else in the database, and may work now: serialization_failure, which a replica
 * says when what is read is deleted on the primary, deadlock_detected, lock_not_available.
 */
function isConflict(error: unknown): boolean {
  return ['40001', '40P01', '55P03'].includes(Object(error).code);
}

/** The answer does not depend on what the app does with an error. */
function tell(onError: NonNullable<SearchHandlerOptions['onError']>, error: unknown, request: Request): void {
  const failed = (reason: unknown) => report(new AggregateError([error, reason], 'onError failed.'));
  try {
    Promise.resolve<unknown>(onError(error, request)).catch(failed);
  } catch (reason) {
    failed(reason);
  }
}

function report(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: the answer must not tell, and someone has to
  console.error('react-embeddings: a search failed.', error);
}
