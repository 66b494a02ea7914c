export const FETCHES = 'react-embeddings-test-fetches';

/** The addresses that workers of fetchReports.worker.ts fetch from now on. */
export function listenToFetches() {
  const urls: string[] = [];
  const channel = new BroadcastChannel(FETCHES);
  channel.onmessage = ({ data }) => urls.push(data);
  return { urls, stop: () => channel.close() };
}
