'use client';

import { type ComponentType, type ReactElement, type ReactNode, StrictMode } from 'react';
import type { Embedder } from '../engine/index.js';
import { EmbedderProvider } from '../hooks/EmbedderProvider.js';

/** For the option `wrapper` of a testing library: what is rendered has this embedder, in StrictMode. */
export function embedderWrapper(embedder: Embedder): ComponentType<{ readonly children: ReactNode }> {
  return ({ children }) => (
    <StrictMode>
      <EmbedderProvider embedder={embedder}>{children}</EmbedderProvider>
    </StrictMode>
  );
}

/** `render` of @testing-library/react, or of what is like it. */
export type RenderFunction<R> = (
  ui: ReactNode,
  options: { readonly wrapper: ComponentType<{ readonly children: ReactNode }> },
) => R;

/** Renders below a provider of `embedder`, in StrictMode, with the `render` of your testing library. */
export function renderWithEmbedder<R>(
  ui: ReactNode,
  { embedder, render }: { readonly embedder: Embedder; readonly render: RenderFunction<R> },
): R {
  return render(ui, { wrapper: embedderWrapper(embedder) });
}

/** A decorator for Storybook: stories below it have this embedder. */
export function withEmbedder(embedder: Embedder): (Story: ComponentType) => ReactElement {
  return (Story) => (
    <EmbedderProvider embedder={embedder}>
      <Story />
    </EmbedderProvider>
  );
}
