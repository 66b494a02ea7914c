import type { SearchMethods } from '../search/protocol.js';
import { inPageWorker } from '../worker/inPageWorker.js';
import { createSearchApi } from './api.js';

/** What the worker of an index does, in the page, in short tasks: for places where no worker can start. */
export const startInPage = (): Worker => inPageWorker<SearchMethods>(createSearchApi());
