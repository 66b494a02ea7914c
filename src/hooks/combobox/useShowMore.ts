'use client';

import { useState } from 'react';

/**
 * How many hits are searched for: as many more as `limit` each time more are asked for. Another query begins anew.
 * @returns the number, undefined while it is `limit`; and what asks for more.
 */
export function useShowMore(query: string, limit: number) {
  const [more, setMore] = useState<{ readonly query: string; readonly limit: number }>();
  const raised = more?.query === query ? more.limit : undefined;
  return [raised, () => setMore({ query, limit: (raised ?? limit) + limit })] as const;
}
