'use client';

import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode, useContext, useSyncExternalStore } from 'react';
import { type Embedder, EmbedError } from '../../engine/index.js';
import { EmbedderContext } from './context.js';

export interface EmbedErrorBoundaryProps {
  readonly children: ReactNode;
  /** What is shown in the place of children that failed; `retry` renders them again. */
  readonly renderError: (error: EmbedError, retry: () => void) => ReactNode;
}

/** An error boundary for errors of this library; others propagate to the boundary above. */
export function EmbedErrorBoundary(props: EmbedErrorBoundaryProps): ReactNode {
  const { reset } = useQueryErrorResetBoundary(); // else a query that failed would throw at once when it is rendered again
  const embedder = useContext(EmbedderContext)?.embedder;
  const isReady = useSyncExternalStore(
    embedder?.subscribe ?? never,
    () => embedder?.getState().status === 'ready',
    () => false,
  );
  return <Boundary {...props} onRetry={reset} embedder={embedder} isReady={isReady} />;
}

const never = () => () => {};

interface BoundaryProps extends EmbedErrorBoundaryProps {
  readonly embedder: Embedder | undefined;
  readonly isReady: boolean;
  readonly onRetry: () => void;
}

interface BoundaryState {
  readonly caught?: { readonly error: unknown } | undefined;
}

class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = {};

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { caught: { error } };
  }

  readonly retry = (): void => {
    this.props.onRetry();
    this.setState({ caught: undefined });
  };

  /** What failed may work now. */
  override componentDidUpdate({ embedder, isReady }: BoundaryProps): void {
    const isRecovered = this.props.isReady && !isReady;
    if (this.state.caught && (isRecovered || this.props.embedder !== embedder)) this.retry();
  }

  override render(): ReactNode {
    const { caught } = this.state;
    if (!caught) return this.props.children;
    if (!EmbedError.is(caught.error)) throw caught.error;
    return this.props.renderError(caught.error, this.retry);
  }
}
