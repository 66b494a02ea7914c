import { bgeSmallEnV15 } from '@react-embeddings/bge-small-en-v1.5';
import { staticMiniLm256 } from '@react-embeddings/static-minilm-256';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EmbedderProvider, type EmbedderProviderProps, ModelStatus, SemanticSearch } from 'react-embeddings';
import { NOTES } from '../notes.js';

// What a person opens: a search as README.md shows it. `?model=ID` takes a model below /models, `?packaged` bge-small in 4 bits
// as a package, `&interim` an interim model before it.

const words = new URLSearchParams(location.search);
const model = words.get('model');
const props: EmbedderProviderProps = words.has('packaged')
  ? { model: bgeSmallEnV15 }
  : model === null
    ? {}
    : { model, modelsUrl: '/models' };
const interimModel = words.has('interim') ? staticMiniLm256 : null; // by itself, it would be used since it is imported

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <EmbedderProvider {...props} interimModel={interimModel}>
        <ModelStatus />
        <SemanticSearch items={NOTES} label="Search notes">
          {(hit) => hit.item}
        </SemanticSearch>
      </EmbedderProvider>
    </StrictMode>,
  );
