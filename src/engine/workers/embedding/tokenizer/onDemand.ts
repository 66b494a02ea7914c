import { loadScript } from '../../../utils/loadScript.js';

/** The crate's tokenizers, in a file of their own like what ../onDemand.ts loads. */
export const loadRustTokenizer = () => loadScript(() => import('./rustTokenizer.js'), 'model-load-failed');
