import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EmbedderProvider } from 'react-embeddings';
import 'react-embeddings/styles.css';

// Shows the example that the address names: ?example=HeaderSearch.
const examples = import.meta.glob('./examples/*/*.tsx');
const name = new URLSearchParams(location.search).get('example');
const { [name]: Example } = await examples[`./examples/${name}/${name}.tsx`]();

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl="/models" backends={['cpu']}>
      <Example />
    </EmbedderProvider>
  </StrictMode>,
);
