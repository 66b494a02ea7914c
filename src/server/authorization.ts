import { EmbedError } from '../engine/errors.js';
import { readFilter } from '../engine/search/fieldFilter.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import { RequestError } from './RequestError.js';

/**
 * What a request may search: everything (`true`), nothing (`false`), or the items that pass a filter. The filter has one or more
 * fields, and none of their values is undefined. Anything else refuses.
 */
export type Authorization = boolean | { readonly filter: FieldFilter };

/**
 * The filter that all items must pass; undefined for everything.
 * @throws {RequestError} `forbidden`; with a cause unless the app refused by `false`
 */
export function readAuthorization(given: unknown): FieldFilter | undefined {
  if (given === true) return undefined;
  if (given === false) throw forbidden();
  try {
    return readOnlyFilter(given);
  } catch (cause) {
    throw forbidden(cause);
  }
}

function readOnlyFilter(given: unknown): FieldFilter {
  const isObject = typeof given === 'object' && given !== null;
  if (!isObject || Object.keys(given).join() !== 'filter')
    throw wrong('authorize gave neither true, false nor { filter }, so the request was refused.');
  const filter = readFilter(Object(given).filter);
  if (Object.keys(filter).length > 0) return filter;
  throw wrong(
    'authorize gave a filter without fields, so the request was refused. Give true for everything.',
  );
}

function wrong(message: string): EmbedError {
  return new EmbedError('invalid-input', message, { details: { option: 'authorize' } });
}

function forbidden(cause?: unknown): RequestError {
  return new RequestError('forbidden', 'You may not search here.', {}, cause);
}
