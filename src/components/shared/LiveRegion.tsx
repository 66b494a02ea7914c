'use client';

import { type ReactNode, useEffect, useState } from 'react';

/**
 * How long a text must stay the same before it is announced, in milliseconds: while the user types, the echo of the
 * keys would cut it off (GOV.UK's accessible-autocomplete waits as long, in `src/status.js`).
 */
const ANNOUNCE_MS = 1_400;

/**
 * Hides an element visually but keeps it for screen readers, without a stylesheet too. As a ref and not as `style`, which a
 * server would write into its HTML, where a Content-Security-Policy forbids it.
 */
function visuallyHidden(element: HTMLElement | null): void {
  if (element)
    element.style.cssText =
      'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
}

/**
 * Announces a text politely, once it has stayed the same for a while. The region exists before it has a text, and is
 * emptied in between, so that the same text is announced again.
 */
export function LiveRegion({ text }: { readonly text: string }): ReactNode {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(setSaid, ANNOUNCE_MS, text);
    return () => {
      clearTimeout(timer);
      setSaid('');
    };
  }, [text]);
  return (
    <div role="status" aria-atomic ref={visuallyHidden} data-sem-part="live-region">
      {said}
    </div>
  );
}
