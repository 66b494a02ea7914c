import { fetchWithFiles } from '../../src/node/files.js';

// In Node the worker's code runs with a `fetch` that reads files, as in the threads of src/node: the encoder's wasm is one.
globalThis.fetch = fetchWithFiles(globalThis.fetch);
