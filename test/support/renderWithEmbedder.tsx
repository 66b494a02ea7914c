import { render } from '@testing-library/react';
import { type ReactNode, StrictMode } from 'react';
import { onTestFinished } from 'vitest';
import { createEmbedder, type Embedder, type EmbedderOptions, EmbedderProvider } from '../../src/index.js';
import { type ScriptedWorkers, scriptedWorkers } from './scriptedWorker.js';

/** An embedder of all-MiniLM-L6-v2 whose workers follow a script; disposed at the end of the test. */
export function scriptedEmbedder(
  { worker }: ScriptedWorkers = scriptedWorkers(),
  options: EmbedderOptions = {},
): Embedder {
  const embedder = createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: 'https://host.example/models',
    backends: ['cpu'],
    worker,
    ...options,
  });
  onTestFinished(() => embedder.dispose());
  return embedder;
}

/** Renders below a provider of `embedder`, in StrictMode. `rerender` keeps both. */
export function renderWithEmbedder(ui: ReactNode, embedder: Embedder) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <EmbedderProvider embedder={embedder}>{children}</EmbedderProvider>
    </StrictMode>
  );
  return render(ui, { wrapper });
}
