import react from '@vitejs/plugin-react';

// Only `vite dev` needs the exclusion: Vite 7 would look for the workers among its pre-bundled packages.
export default {
  plugins: [react()],
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['react-embeddings'] },
};
