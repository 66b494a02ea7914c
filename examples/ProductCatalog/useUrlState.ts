import { useSyncExternalStore } from 'react';

const EVENT = 'urlstate';

function subscribe(onChange: () => void): () => void {
  addEventListener('popstate', onChange);
  addEventListener(EVENT, onChange);
  return () => {
    removeEventListener('popstate', onChange);
    removeEventListener(EVENT, onChange);
  };
}

/** What a page shows, in its address: it can be sent to somebody, and is there again after a reload. */
export function useUrlState(): readonly [
  URLSearchParams,
  (change: (params: URLSearchParams) => void) => void,
] {
  const search = useSyncExternalStore(
    subscribe,
    () => location.search,
    () => '',
  );
  const change = (edit: (params: URLSearchParams) => void) => {
    const params = new URLSearchParams(location.search);
    edit(params);
    history.replaceState(history.state, '', `?${params}`);
    dispatchEvent(new Event(EVENT));
  };
  return [new URLSearchParams(search), change];
}
