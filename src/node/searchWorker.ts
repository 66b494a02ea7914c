import { parentPort } from 'node:worker_threads';
import type { SearchMethods } from '../engine/rpc/searchProtocol.js';
import { serve } from '../engine/rpc/server.js';
import { createSearchApi } from '../engine/workers/search/api.js';
import { browserLike } from './port.js';

// The worker of an index in a thread of Node.

serve<SearchMethods>(browserLike(parentPort), createSearchApi());
