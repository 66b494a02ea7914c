'use client';

import { forwardRef, type ReactNode, version } from 'react';

/**
 * A component that takes a ref in React 18, too: there a ref is not among a function's props.
 * @returns the component itself from React 19 on
 */
export function withRef<C extends ((props: never) => ReactNode) & { readonly displayName?: string }>(
  part: C,
): C {
  if (Number.parseInt(version, 10) > 18) return part;
  const render = part as unknown as (props: object) => ReactNode; // what its own props are is no matter here
  const made = forwardRef<unknown, object>((props, ref) => render(ref ? { ...props, ref } : props));
  made.displayName = part.displayName ?? part.name;
  return made as unknown as C; // it takes the same props
}
