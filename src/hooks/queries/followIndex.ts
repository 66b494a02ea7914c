import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { SearchableIndex } from '../../engine/index.js';
import { viewOf } from '../useSearchIndexState.js';

const followed = new WeakMap<QueryClient, WeakSet<object>>();

/**
 * Invalidates the results below `queryKey` when items of the index change, or get all their vectors, as long as the
 * client holds any. Follows each index once; an index without a revision is skipped.
 */
export function followIndex<T>(client: QueryClient, index: SearchableIndex<T>, queryKey: QueryKey): void {
  const known = followed.get(client) ?? new WeakSet();
  followed.set(client, known);
  if (known.has(index) || index.revision === undefined) return;
  known.add(index);
  let last = viewOf(index);
  const end = index.subscribe(() => {
    const next = viewOf(index);
    if (next.revision === last.revision && next.isComplete === last.isComplete) return;
    last = next;
    if (client.getQueryCache().findAll({ queryKey }).length > 0)
      return void client.invalidateQueries({ queryKey });
    known.delete(index);
    end();
  });
}
