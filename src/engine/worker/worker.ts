import { createPipeline } from './pipeline.js';
import { serve } from './serve.js';

serve(self, createPipeline());
