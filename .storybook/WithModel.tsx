import type { ReactNode } from 'react';
import { EmbedderProvider } from 'react-embeddings';
import { modelsUrl } from './modelsUrl.js';

/** The bundled model, served beside the stories. */
export const WithModel = ({ children }: { readonly children: ReactNode }) => (
  <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl={modelsUrl} backends={['cpu']}>
    {children}
  </EmbedderProvider>
);
