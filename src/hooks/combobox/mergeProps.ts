import type { Ref } from 'react';
import { composeRefs } from './composeRefs.js';
import { definedOf } from './optionalProps.js';

type Props = Readonly<Record<string, unknown>>;
type Handler = (event: { readonly defaultPrevented?: boolean }) => void;

/**
 * Props of an app and of a part, as one. Of both event handlers the app's comes first, and may keep the part's from running
 * with `event.preventDefault()`. Both refs get the element. Of anything else the part's counts, but `defaults` only where the
 * app has nothing.
 */
export function mergeProps<A extends object, B extends object>(
  app: A,
  part: B,
  defaults: Partial<A> = {},
): A & B {
  const merged: A & B = { ...defaults, ...(definedOf(app) as A), ...part };
  for (const [name, own] of Object.entries(part)) {
    const first = (app as Props)[name];
    if (name === 'ref') Object.assign(merged, { ref: composeRefs(first as Ref<unknown>, own) });
    else if (isHandler(name, first) && isHandler(name, own))
      Object.assign(merged, { [name]: inTurn(first, own) });
  }
  return merged;
}

function isHandler(name: string, value: unknown): value is Handler {
  return /^on[A-Z]/.test(name) && typeof value === 'function';
}

const inTurn =
  (first: Handler, own: Handler): Handler =>
  (event) => {
    first(event);
    if (!event.defaultPrevented) own(event);
  };
