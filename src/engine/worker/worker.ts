import type { EmbedMethods } from '../protocol.js';
import { createPipeline } from './pipeline.js';
import { serve } from './serve.js';

serve<EmbedMethods>(self, createPipeline());
