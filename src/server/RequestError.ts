import type { RemoteErrorCode, RemoteFailure } from '../engine/rpc/remoteProtocol.js';

const STATUS: Readonly<Record<RemoteErrorCode, number>> = {
  'invalid-input': 400,
  forbidden: 403,
  'method-not-allowed': 405,
  'space-mismatch': 409,
  'request-too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  internal: 500,
  timeout: 503,
  overloaded: 503,
  unavailable: 503,
};

/** The same request may be answered after so many seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Why a request is refused, for the client: it names nothing of the database. */
export class RequestError extends Error {
  readonly code: RemoteErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  /** @param cause for the app, never for the client */
  constructor(
    code: RemoteErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RequestError';
    this.code = code;
    this.details = details;
  }

  toResponse(): Response {
    const { code, message, details } = this;
    const failure: RemoteFailure = { error: { code, message, details } };
    const status = STATUS[code];
    const headers = new Headers({ 'cache-control': 'no-store' });
    if (code === 'method-not-allowed') headers.set('allow', 'POST');
    if (status === 429 || status === 503)
      headers.set('retry-after', String(details.retryAfter ?? RETRY_AFTER_SECONDS));
    return Response.json(failure, { status, headers });
  }
}
