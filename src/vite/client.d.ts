// For apps that use the plugin: /// <reference types="react-embeddings/vite/client" />

declare module '*?search-index' {
  /** For `source` of `createSearchIndex`. */
  const url: string;
  export default url;
}
