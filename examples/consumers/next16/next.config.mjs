export default {
  output: 'export',
  distDir: 'dist',
  serverExternalPackages: ['react-embeddings/dist/node'], // its threads are files of their own
};
