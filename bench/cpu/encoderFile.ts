/** Among files in memory, the wasm of the encoder that most machines run. */
export const ENCODER = 'encoder-relaxed.wasm';
