import type { SearchMethods } from '../search/protocol.js';
import { serve } from '../worker/serve.js';
import { createSearchApi } from './api.js';

serve<SearchMethods>(self, createSearchApi());
