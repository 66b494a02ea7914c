import { inPageWorker } from '../../rpc/inPageWorker.js';
import type { SearchMethods } from '../../rpc/searchProtocol.js';
import { createSearchApi } from './api.js';

/** What the worker of an index does, in the page, in short tasks: for places where no worker can start. */
export const startInPage = (): Worker => inPageWorker<SearchMethods>(createSearchApi());
