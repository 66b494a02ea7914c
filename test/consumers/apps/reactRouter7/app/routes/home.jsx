import { EmbedderProvider, SemanticSearch } from 'react-embeddings';
import { notes } from '../../notes.js';

export default function Home() {
  return (
    <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl="/models" backends={['cpu']}>
      <SemanticSearch items={notes} label="Notes">
        {(hit) => hit.item}
      </SemanticSearch>
    </EmbedderProvider>
  );
}
