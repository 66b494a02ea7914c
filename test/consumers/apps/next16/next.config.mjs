export default {
  output: 'export',
  distDir: 'dist',
  reactCompiler: true,
  serverExternalPackages: ['react-embeddings/dist/node'], // its threads are files of their own
};
