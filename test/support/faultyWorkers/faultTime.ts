// When a fault happened, on the clock that pages and workers share.

const CHANNEL = 'react-embeddings-test-fault';

/** Milliseconds since 1970, with fractions. */
export function sharedNow(): number {
  return performance.timeOrigin + performance.now();
}

/** For a faulty worker, to be called when its fault happens. */
export function tellOfFault(): void {
  new BroadcastChannel(CHANNEL).postMessage(sharedNow());
}

/** For a test: the times of all faults since this call. */
export function listenToFaults() {
  const times: number[] = [];
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => times.push(data);
  return { times, stop: () => channel.close() };
}
