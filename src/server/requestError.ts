import type { RemoteErrorCode, RemoteFailure } from '../engine/search/remoteProtocol.js';

const STATUS: Readonly<Record<RemoteErrorCode, number>> = {
  'invalid-input': 400,
  forbidden: 403,
  'method-not-allowed': 405,
  'space-mismatch': 409,
  'request-too-large': 413,
  'unsupported-media-type': 415,
  internal: 500,
  timeout: 503,
};

/** Why a request is refused, for whoever sent it: it names nothing of the database. */
export class RequestError extends Error {
  readonly code: RemoteErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: RemoteErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.details = details;
  }

  toResponse(): Response {
    const { code, message, details } = this;
    const failure: RemoteFailure = { error: { code, message, details } };
    const headers = new Headers({ 'cache-control': 'no-store' });
    if (code === 'method-not-allowed') headers.set('allow', 'POST');
    return Response.json(failure, { status: STATUS[code], headers });
  }
}
