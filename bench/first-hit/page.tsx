import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EmbedderProvider, type EmbedderProviderProps, ModelStatus, SemanticSearch } from 'react-embeddings';

// What a test opens: a search as README.md shows it, with the model that the address names.

const NOTES = [
  'Refunds are paid within five days',
  'A kitten sleeps on the warm roof of the car',
  'The invoice is due in thirty days',
  'Call the dentist about Thursday',
  'Stir the soup and add salt',
  'The bike needs new brakes',
];

const words = new URLSearchParams(location.search);
const model = words.get('model');
const props: EmbedderProviderProps = model === null ? {} : { model, modelsUrl: '/models' };

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <EmbedderProvider {...props}>
        <ModelStatus />
        <SemanticSearch items={NOTES} label="Search notes">
          {(hit) => hit.item}
        </SemanticSearch>
      </EmbedderProvider>
    </StrictMode>,
  );
