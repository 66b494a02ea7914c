import type { ReactNode } from 'react';
import { EmbedderProvider } from 'react-embeddings';

/** The bundled model, served beside the stories. */
export const WithModel = ({ children }: { readonly children: ReactNode }) => (
  <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl="./models" backends={['cpu']}>
    {children}
  </EmbedderProvider>
);
