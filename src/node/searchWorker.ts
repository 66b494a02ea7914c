import { parentPort } from 'node:worker_threads';
import type { SearchMethods } from '../engine/search/protocol.js';
import { createSearchApi } from '../engine/searchWorker/api.js';
import { serve } from '../engine/worker/serve.js';
import { browserLike } from './port.js';

// The worker of an index in a thread of Node.

serve<SearchMethods>(browserLike(parentPort), createSearchApi());
