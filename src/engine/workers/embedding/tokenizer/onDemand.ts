/** The crate's tokenizers, in a file of their own like what ../onDemand.ts loads. */
export const loadRustTokenizer = () => import('./rustTokenizer.js');
