'use client';

import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode } from 'react';
import { EmbedError } from '../engine/index.js';

export interface EmbedErrorBoundaryProps {
  readonly children: ReactNode;
  /** What is shown in the place of children that failed; `retry` renders them again. */
  readonly renderError: (error: EmbedError, retry: () => void) => ReactNode;
}

/** An error boundary for errors of this library; others go on to the boundary above. */
export function EmbedErrorBoundary(props: EmbedErrorBoundaryProps): ReactNode {
  const { reset } = useQueryErrorResetBoundary(); // else a query that failed would throw at once when it is rendered again
  return <Boundary {...props} onRetry={reset} />;
}

interface BoundaryProps extends EmbedErrorBoundaryProps {
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

  override render(): ReactNode {
    const { caught } = this.state;
    if (!caught) return this.props.children;
    if (!EmbedError.is(caught.error)) throw caught.error;
    return this.props.renderError(caught.error, this.retry);
  }
}
