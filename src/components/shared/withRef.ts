'use client';

import { forwardRef, type ReactNode, version } from 'react';

/**
 * A component that takes a ref in React 18, too: there a ref is not among a function's props.
 * @returns the component itself from React 19 on
 */
export function withRef<C extends (props: never) => ReactNode>(part: C): C {
  if (!version.startsWith('18.')) return part;
  const render = part as unknown as (props: object) => ReactNode; // whatever its own props are
  // it takes the same props
  return forwardRef<unknown, object>((props, ref) => render(ref ? { ...props, ref } : props)) as unknown as C;
}
