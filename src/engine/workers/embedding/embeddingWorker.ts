import type { EmbedMethods } from '../../rpc/embeddingProtocol.js';
import { serve } from '../../rpc/server.js';
import { createPipeline } from './pipeline.js';

serve<EmbedMethods>(self, createPipeline());
