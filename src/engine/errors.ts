/** What went wrong, in a word that a program can switch on. The list only grows. */
export type EmbedErrorCode =
  | 'invalid-input'
  | 'model-not-found'
  | 'model-load-failed'
  | 'load-cancelled'
  | 'integrity-mismatch'
  | 'backend-unavailable'
  | 'inference-failed'
  | 'space-mismatch'
  | 'worker-crashed'
  | 'quota-exceeded'
  | 'storage-failed'
  | 'consent-needed'
  | 'index-load-failed'
  | 'disposed'
  | 'provider-missing'
  | 'client-only'
  | 'request-failed';

export interface EmbedErrorOptions {
  /** Facts for programs: a url, a status, the parameter that was wrong. Must survive `structuredClone`. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An `EmbedError` as it crosses to or from a worker. */
export interface WireError {
  readonly code: EmbedErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly cause?: WireError | string;
}

const MARK = Symbol.for('react-embeddings.EmbedError');

/**
 * The one error this library throws: the message says what happened and what to do, `code` is stable.
 * Cancellation is not an `EmbedError`: an aborted call rejects with its signal's own reason.
 */
export class EmbedError extends Error {
  readonly code: EmbedErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly [MARK] = true;

  constructor(code: EmbedErrorCode, message: string, { details = {}, cause }: EmbedErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EmbedError';
    this.code = code;
    this.details = details;
  }

  /** Whether `value` is an `EmbedError` (of `code`, when given), also one made by another copy of this package. */
  static is(value: unknown, code?: EmbedErrorCode): value is EmbedError {
    return (
      value instanceof Error &&
      MARK in value &&
      (code === undefined || ('code' in value && value.code === code))
    );
  }
}

/** `error` itself if it is an `EmbedError`, else one with `code` and `message` that has it as its cause. */
export function asEmbedError(error: unknown, code: EmbedErrorCode, message: string): EmbedError {
  return EmbedError.is(error) ? error : new EmbedError(code, message, { cause: error });
}

/** The text of whatever was thrown, without its last period, for the end of a sentence. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

export function toWire(error: EmbedError): WireError {
  const { code, message, details, cause } = error;
  if (cause === undefined) return { code, message, details };
  return { code, message, details, cause: EmbedError.is(cause) ? toWire(cause) : String(cause) };
}

export function fromWire({ code, message, details, cause }: WireError): EmbedError {
  return new EmbedError(code, message, {
    details,
    cause: typeof cause === 'object' ? fromWire(cause) : cause && new Error(cause),
  });
}

/** The error of what needs a model, on the hash backend. */
export function modelRequired(): EmbedError {
  return new EmbedError('backend-unavailable', 'Hash vectors have no meaning. Load the model.');
}
