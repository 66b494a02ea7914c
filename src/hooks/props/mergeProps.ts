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
  app: A | undefined,
  part: B,
  defaults?: Partial<A>,
): A & B {
  const given = definedOf<Props>({ ...app });
  const merged: Record<string, unknown> = { ...defaults, ...given, ...(part as Props) };
  for (const [name, own] of Object.entries(part)) {
    const first = given[name];
    if (name === 'ref') merged[name] = composeRefs(first as Ref<unknown>, own);
    else if (isHandler(name, first) && isHandler(name, own))
      merged[name] = (event: Parameters<Handler>[0]) => {
        first(event);
        if (!event.defaultPrevented) own(event);
      };
  }
  return merged as A & B; // what both have, by their names
}

const isHandler = (name: string, value: unknown): value is Handler =>
  /^on[A-Z]/.test(name) && typeof value === 'function';
