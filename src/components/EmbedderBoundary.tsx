'use client';

import { type ReactNode, Suspense } from 'react';
import type { EmbedError } from '../engine/index.js';
import { EmbedErrorBoundary } from '../hooks/provider/EmbedErrorBoundary.js';
import { ModelStatus } from './ModelStatus/ModelStatus.js';
import { englishModelStatusStrings } from './ModelStatus/modelStatusStrings.js';

/** Props of {@link EmbedderBoundary}. */
export interface EmbedderBoundaryProps {
  readonly children: ReactNode;
  /**
   * Shown while what is below waits for a vector.
   * @default <ModelStatus />
   */
  readonly fallback?: ReactNode | undefined;
  /**
   * Shown when what is below failed; `retry` renders it again, which loads the model again.
   * @default an alert with the reason and a button
   */
  readonly renderError?: ((error: EmbedError, retry: () => void) => ReactNode) | undefined;
}

/**
 * `<Suspense>` and an error boundary in one, for `useSuspenseEmbedding` below it. It takes errors of this library only; others
 * go on to the boundary above.
 */
export function EmbedderBoundary({
  children,
  fallback,
  renderError = renderAlert,
}: EmbedderBoundaryProps): ReactNode {
  return (
    <EmbedErrorBoundary renderError={renderError}>
      <Suspense fallback={fallback === undefined ? <ModelStatus /> : fallback}>{children}</Suspense>
    </EmbedErrorBoundary>
  );
}

const renderAlert = ({ message }: EmbedError, retry: () => void): ReactNode => (
  <div role="alert" data-sem-part="model" data-state="error">
    <div data-sem-part="model-line">
      <span>{message}</span>
      <button type="button" data-sem-part="retry" onClick={retry}>
        {englishModelStatusStrings.retry}
      </button>
    </div>
  </div>
);
