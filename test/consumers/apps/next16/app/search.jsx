'use client';

import { Suspense } from 'react';
import { EmbedderProvider, SemanticSearch, useSuspenseEmbedding } from 'react-embeddings';

function Dimensions() {
  return <output>{useSuspenseEmbedding('a text').data.length}</output>;
}

export function Search({ notes, initialResult }) {
  return (
    <EmbedderProvider model="all-MiniLM-L6-v2" modelsUrl="/models" backends={['cpu']}>
      <SemanticSearch
        items={notes}
        label="Notes"
        defaultQuery={initialResult?.query}
        initialResult={initialResult}
      >
        {(hit) => hit.item}
      </SemanticSearch>
      <Suspense fallback="…">
        <Dimensions />
      </Suspense>
    </EmbedderProvider>
  );
}
