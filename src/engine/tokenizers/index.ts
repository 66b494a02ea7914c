// For apps whose models have other tokenizers than WordPiece. What is not exported here is private.

/**
 * The address of `tokenizers.wasm`, for `tokenizersUrl` of `createEmbedder` and `<EmbedderProvider>`: models whose tokenizer
 * is not WordPiece need it, such as multilingual ones. It adds 2 MB to what an app deploys; a page downloads it if its model
 * needs it. Bundlers recognize this very expression: keep it in one piece.
 */
export const tokenizersUrl = new URL('./tokenizers.wasm', import.meta.url).href;
