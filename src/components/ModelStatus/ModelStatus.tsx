'use client';

import type { ReactNode } from 'react';
import type { EmbedderState } from '../../engine/index.js';
import { definedOf } from '../../hooks/props/optionalProps.js';
import { useDelayedFlag } from '../../hooks/useDelayedFlag.js';
import { type UseEmbedderResult, useEmbedder } from '../../hooks/useEmbedder.js';
import { atQuarter } from '../shared/atQuarter.js';
import { LiveRegion } from '../shared/LiveRegion.js';
import { Progress } from '../shared/Progress.js';
import { attributesOf, type RootAttributes } from '../shared/rootAttributes.js';
import { useStalled } from '../shared/useStalled.js';
import { englishModelStatusStrings, type ModelStatusStrings } from './modelStatusStrings.js';
import { useTransferRate } from './useTransferRate.js';

/** Props of {@link ModelStatus}. */
export interface ModelStatusProps extends Omit<RootAttributes, 'ref'> {
  /**
   * `compact`: problems and progress only, and nothing while all is well. `full`: all details, for a page of settings.
   * @default 'compact'
   */
  readonly variant?: 'compact' | 'full' | undefined;
  /**
   * UI strings, to translate.
   * @default English
   */
  readonly strings?: Partial<ModelStatusStrings> | undefined;
}

/** A shorter load is not shown, since it would only flicker. */
const WORTH_SHOWING_MS = 300;

/**
 * The state of the model: the progress of its load with a button to cancel, or why it failed with a button to try
 * again; and in the full variant which backend is in use, and why no better one. Unstyled, as `<SemanticSearch>`; a
 * download is announced in steps of 25%.
 */
export function ModelStatus({ variant = 'compact', ...props }: ModelStatusProps): ReactNode {
  const state = useEmbedder();
  const strings = { ...englishModelStatusStrings, ...definedOf(props.strings ?? {}) };
  const isLoading = useDelayedFlag(state.status === 'loading', WORTH_SHOWING_MS);
  const isFull = variant === 'full';
  const said = isLoading && state.status === 'loading' ? strings.loading(atQuarter(state.progress)) : '';
  return (
    <div {...attributesOf(props)} data-sem-part="model" data-state={state.status} data-variant={variant}>
      {isLoading && state.status === 'loading' && <Loading state={state} strings={strings} isFull={isFull} />}
      {isFull && state.status === 'idle' && (
        <Line text={strings.idle} action={strings.load} onAction={() => loadOf(state)} />
      )}
      {state.status === 'ready' && <Ready state={state} strings={strings} isFull={isFull} />}
      <div role="alert">{state.status === 'error' && <Failed state={state} strings={strings} />}</div>
      <LiveRegion text={said} />
    </div>
  );
}

type StateOf<S extends EmbedderState['status']> = Extract<UseEmbedderResult, { readonly status: S }>;

interface VariantProps<S extends EmbedderState['status']> {
  readonly state: StateOf<S>;
  readonly strings: ModelStatusStrings;
}

function Loading({
  state,
  strings,
  isFull,
}: VariantProps<'loading'> & { readonly isFull: boolean }): ReactNode {
  const { progress, embedder } = state;
  const { phase, loaded, total } = progress;
  const isStalled = useStalled(state);
  const isDownload = phase === 'downloading';
  const rate = useTransferRate(isDownload ? loaded : undefined);
  return (
    <>
      <div data-sem-part="model-line">
        <Progress
          label={isStalled ? strings.stalled : strings.loading(progress)}
          share={isDownload ? loaded / total : undefined}
        />
        <button type="button" data-sem-part="cancel" onClick={() => embedder.cancelLoad()}>
          {strings.cancel}
        </button>
      </div>
      {isFull && rate !== undefined && (
        <p data-sem-part="rate">{strings.rate(rate, (total - loaded) / rate)}</p>
      )}
      {isFull && <Reasons state={state} strings={strings} />}
    </>
  );
}

function Ready({ state, strings, isFull }: VariantProps<'ready'> & { readonly isFull: boolean }): ReactNode {
  const isWorse = state.failures.length > 0;
  if (!isFull && !isWorse) return null;
  return (
    <>
      <Line
        text={strings.ready(state)}
        action={isWorse ? strings.retry : undefined}
        onAction={() => loadOf(state)}
      />
      {isFull && <Reasons state={state} strings={strings} />}
    </>
  );
}

function Failed({ state, strings }: VariantProps<'error'>): ReactNode {
  const { error, failures } = state;
  const isCancelled = error.code === 'load-cancelled';
  return (
    <>
      <Line
        text={isCancelled ? strings.cancelled : strings.failed}
        action={strings.retry}
        onAction={() => loadOf(state)}
      />
      {!isCancelled && failures.length < 2 && <p data-sem-part="reason">{error.message}</p>}
      {failures.length > 1 && <Reasons state={state} strings={strings} />}
    </>
  );
}

interface LineProps {
  readonly text: string;
  readonly action: string | undefined;
  readonly onAction: () => void;
}

function Line({ text, action, onAction }: LineProps): ReactNode {
  return (
    <div data-sem-part="model-line">
      <span>{text}</span>
      {action && (
        <button type="button" data-sem-part="retry" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}

/** What is in use and why nothing better is, for developers. */
function Reasons({ state, strings }: VariantProps<'loading' | 'ready' | 'error'>): ReactNode {
  const { failures } = state;
  const facts = state.status === 'ready' ? state : undefined;
  const gpu = facts?.diagnostics?.webgpu;
  const reasons = [
    ...(facts ? [strings.inUse(facts)] : []),
    ...failures.map(({ backend, error }) => strings.refused(backend, error.message)),
    ...(gpu?.status === 'refused' ? [strings.refused('webgpu', gpu.error.message)] : []),
    ...(facts?.encoderUnsupported ? [strings.encoderUnsupported(facts.encoderUnsupported.message)] : []),
    ...(facts?.persistError ? [strings.persistError(facts.persistError.message)] : []),
  ];
  if (reasons.length === 0) return null;
  return (
    <details data-sem-part="details">
      <summary>{strings.details}</summary>
      <ul data-sem-part="reasons">
        {reasons.map((reason) => (
          <li key={reason} dir="auto">
            {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

function loadOf({ embedder }: UseEmbedderResult): void {
  embedder.load({ retry: true }).catch(() => {}); // reported in its state
}
