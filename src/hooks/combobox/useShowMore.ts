'use client';

import { useState } from 'react';

/**
 * How many hits are searched for: `limit`, and as many again each time more are asked for. Another query begins anew.
 * @returns the number, `undefined` while it is `limit`; and what asks for more.
 */
export function useShowMore(query: string, limit: number) {
  const [more, setMore] = useState({ query, count: 0 });
  const count = more.query === query ? more.count : 0;
  const showMore = () => setMore({ query, count: count + limit });
  return [count > 0 ? limit + count : undefined, showMore] as const;
}
