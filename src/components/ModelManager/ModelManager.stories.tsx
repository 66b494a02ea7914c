import type { Meta, StoryObj } from '@storybook/react-vite';
import { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  createEmbedder,
  EmbedderProvider,
  ModelManager,
  type StorageEstimate,
  type StoredModel,
} from 'react-embeddings';
import { bundled } from '../../../.storybook/scripted.js';
import { shows } from '../../../.storybook/shows.js';

interface StoryProps {
  readonly models: readonly StoredModel[] | Error;
  readonly estimate?: Partial<StorageEstimate>;
}

/** The panel with what a browser could tell, in the place of what this one does. */
function Story({ models, estimate }: StoryProps) {
  const [embedder] = useState(() => createEmbedder(bundled));
  const [queryClient] = useState(() => answering(models, { quota: 5_200_000_000, ...estimate }));
  return (
    <EmbedderProvider embedder={embedder} queryClient={queryClient}>
      <ModelManager />
    </EmbedderProvider>
  );
}

function answering(models: StoryProps['models'], estimate: Partial<StorageEstimate>) {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, enabled: false } }, // what is set below stays
  });
  const queryKey = ['react-embeddings', 'model-store', 'idle', 'idle'];
  if (models instanceof Error) {
    client.prefetchQuery({ queryKey, queryFn: () => Promise.reject(models), retry: false });
  } else {
    const bytes = models.reduce((sum, model) => sum + model.bytes, 0);
    client.setQueryData(queryKey, { models, estimate: { models: bytes, ...estimate } });
  }
  return client;
}

const meta = { title: 'ModelManager', component: Story } satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

const whole: StoredModel = {
  id: 'all-MiniLM-L6-v2',
  bytes: 23_322_748,
  status: 'complete',
  savedAt: Date.UTC(2026, 10, 20, 12),
};
const part: StoredModel = {
  id: 'owner/a-model-with-a-long-name-as-there-are-some',
  bytes: 9_300_000,
  status: 'partial',
};

/** One model is whole, of another a part is there. */
export const Filled: StoryOf = {
  args: { models: [whole, part], estimate: { persisted: false } },
  play: shows(
    /all-MiniLM-L6-v2.*23\sMB, since Nov 20, 2026.*incomplete.*5\.2\sGB.*Keep when space is short/s,
  ),
};

/** The browser has promised to keep them. */
export const Kept: StoryOf = {
  args: { models: [whole], estimate: { persisted: true } },
  play: shows(/The browser keeps it/),
};

/** Nothing is kept. */
export const Empty: StoryOf = { args: { models: [] }, play: shows(/Nothing is stored on this device/) };

/** The browser does not tell. */
export const Failed: StoryOf = {
  args: { models: new Error('The store is locked.') },
  play: shows(/Could not read what is stored.*The store is locked.*Try again/s),
};
