import type { EmbedError } from '../errors.js';
import { connect, type WorkerClient } from '../rpc/client.js';
import type { SearchMethods } from '../rpc/searchProtocol.js';
import { loadScript } from '../utils/loadScript.js';

let hasWarned = false;

/** The worker of an index; where none can start, the page does its work itself. */
export function startSearchWorker(start: () => Worker): WorkerClient<SearchMethods> {
  return connect<SearchMethods>(start, async (reason) => {
    const { startInPage } = await loadScript(() => import('../workers/search/inPage.js')).catch(() => {
      throw reason;
    });
    warn(reason);
    return startInPage();
  });
}

/** Tells developers, once. */
function warn({ message }: EmbedError): void {
  if (hasWarned) return;
  hasWarned = true;
  // biome-ignore lint/suspicious/noConsole: searches work, but take the page's own time, and a developer must hear why
  console.warn(`react-embeddings: texts are searched in the page itself, because: ${message}`);
}
