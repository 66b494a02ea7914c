/** The first part of every query key of this package, so that none is another's in an app's query client. */
export const KEY_PREFIX = 'react-embeddings';

/** Bypasses a persister: what it restores may be no vector. */
const direct = <T, C>(queryFn: (context: C) => T, context: C): T => queryFn(context);

/**
 * Options of all our queries. They are pinned, since an app's `defaultOptions` are made for requests to its server:
 * `keepPreviousData` would pass off an earlier answer as this one, `refetchInterval` compute again and again.
 */
export const PINNED = {
  retry: false,
  networkMode: 'always', // the default would pause local work while the browser is offline
  structuralSharing: false, // it would copy items, and knows nothing of typed arrays
  placeholderData: () => undefined,
  persister: direct,
  refetchInterval: false,
  refetchOnMount: true,
  refetchOnReconnect: false,
  refetchOnWindowFocus: false,
  retryOnMount: true,
  throwOnError: false,
} as const;
