import type { SearchMethods } from '../../rpc/searchProtocol.js';
import { serve } from '../../rpc/server.js';
import { createSearchApi } from './api.js';

serve<SearchMethods>(self, createSearchApi());
