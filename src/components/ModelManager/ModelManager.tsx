'use client';

import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { StorageEstimate, StoredModel } from '../../engine/index.js';
import { definedOf } from '../../hooks/props/optionalProps.js';
import { useDelayedFlag } from '../../hooks/useDelayedFlag.js';
import { useModelStore } from '../../hooks/useModelStore.js';
import { LiveRegion } from '../shared/LiveRegion.js';
import { attributesOf, type RootAttributes } from '../shared/rootAttributes.js';
import { englishModelManagerStrings, type ModelManagerStrings } from './modelManagerStrings.js';
import { type StoreAction, useStoreActions } from './useStoreActions.js';

/** Props of {@link ModelManager}. */
export interface ModelManagerProps extends Omit<RootAttributes, 'ref'> {
  /**
   * UI strings, to translate.
   * @default English
   */
  readonly strings?: Partial<ModelManagerStrings> | undefined;
}

/** A shorter state is not shown, since it would only flicker. */
const WORTH_SHOWING_MS = 300;

/**
 * The models stored on this device, with their bytes, a button to delete each, and one to ask the browser to keep them.
 * Needs an `<EmbedderProvider>` above it, and refetches when that has loaded a model. Unstyled, as `<SemanticSearch>`.
 */
export function ModelManager(props: ModelManagerProps): ReactNode {
  const strings = { ...englishModelManagerStrings, ...definedOf(props.strings ?? {}) };
  const store = useModelStore();
  const { action, remove, persistAll } = useStoreActions(store);
  const { models, estimate, error } = store;
  const panel = useRef<HTMLElement>(null);
  useFocusAfterAction(panel, action, store);
  const isReading = models === undefined && error === null;
  const isWorthShowing = useDelayedFlag(isReading, WORTH_SHOWING_MS);
  return (
    <section
      tabIndex={-1}
      aria-label={strings.label}
      {...attributesOf(props)}
      ref={panel}
      aria-busy={isReading || action.status === 'deleting'}
      data-sem-part="manager"
      data-state={stateOf(store)}
    >
      {isWorthShowing && <p data-sem-part="reading">{strings.reading}</p>}
      <div role="alert">
        <Problem strings={strings} error={error} action={action} onRetry={store.refresh} />
      </div>
      {models?.length === 0 && <p data-sem-part="empty">{strings.empty}</p>}
      {models !== undefined && models.length > 0 && (
        <>
          <Models models={models} strings={strings} action={action} onDelete={remove} />
          {estimate && <Usage estimate={estimate} strings={strings} onPersist={persistAll} />}
        </>
      )}
      {action.status === 'persist-refused' && <p data-sem-part="reason">{strings.persistRefused}</p>}
      <LiveRegion text={saidOf(action, strings)} />
    </section>
  );
}

interface ModelsProps {
  readonly models: readonly StoredModel[];
  readonly strings: ModelManagerStrings;
  readonly action: StoreAction;
  readonly onDelete: (id: string) => void;
}

function Models({ models, strings, action, onDelete }: ModelsProps): ReactNode {
  return (
    <>
      <ul data-sem-part="models">
        {models.map((model) => {
          const { id, status } = model;
          const isBusy = action.status === 'deleting' && action.id === id;
          return (
            <li key={`${id} ${status}`} data-sem-part="stored-model" data-status={status} aria-busy={isBusy}>
              <span data-sem-part="name">{nameOf(id, strings)}</span>
              <span data-sem-part="facts">{strings.facts(model)}</span>
              <button
                type="button"
                data-sem-part="delete"
                aria-label={strings.deleteModel(nameOf(id, strings))}
                aria-disabled={action.status === 'deleting'} // and not disabled: it would lose the focus
                onClick={() => onDelete(id)}
              >
                {strings.delete}
              </button>
            </li>
          );
        })}
      </ul>
      <p data-sem-part="hint">{strings.hint}</p>
    </>
  );
}

interface UsageProps {
  readonly estimate: StorageEstimate;
  readonly strings: ModelManagerStrings;
  readonly onPersist: () => void;
}

/** How much storage the models take, and whether the browser keeps them. */
function Usage({ estimate, strings, onPersist }: UsageProps): ReactNode {
  return (
    <>
      <p data-sem-part="usage">{strings.usage(estimate)}</p>
      {estimate.persisted === true && <p data-sem-part="persisted">{strings.persisted}</p>}
      {estimate.persisted === false && (
        <button type="button" data-sem-part="persist" onClick={onPersist}>
          {strings.persist}
        </button>
      )}
    </>
  );
}

interface ProblemProps {
  readonly strings: ModelManagerStrings;
  readonly error: Error | null;
  readonly action: StoreAction;
  readonly onRetry: () => void;
}

function Problem({ strings, error, action, onRetry }: ProblemProps): ReactNode {
  if (error)
    return (
      <div data-sem-part="model-line">
        <span>{strings.failed(error.message)}</span>
        <button type="button" data-sem-part="retry" onClick={onRetry}>
          {strings.retry}
        </button>
      </div>
    );
  if (action.status !== 'delete-failed') return null;
  return <p>{strings.deleteFailed(nameOf(action.id, strings), action.reason)}</p>;
}

/** When the button that had the focus is gone, the next one of its kind has it, or else the panel. */
function useFocusAfterAction(
  panel: RefObject<HTMLElement | null>,
  action: StoreAction,
  store: ReturnType<typeof useModelStore>,
): void {
  const { models, estimate } = store;
  useEffect(() => {
    const isDeleted = action.status === 'deleted' && !models?.some(({ id }) => id === action.id);
    const isPersisted = action.status === 'persisted' && estimate?.persisted;
    if (!(isDeleted || isPersisted) || document.activeElement !== document.body) return;
    const buttons = panel.current?.querySelectorAll<HTMLElement>('[data-sem-part="delete"]') ?? [];
    const next = isDeleted ? buttons[Math.min(action.index, buttons.length - 1)] : undefined;
    (next ?? panel.current)?.focus();
  }, [panel, action, models, estimate]);
}

function stateOf({ models, error }: ReturnType<typeof useModelStore>) {
  if (error) return 'error';
  if (models === undefined) return 'reading';
  return models.length === 0 ? 'empty' : 'filled';
}

function saidOf(action: StoreAction, strings: ModelManagerStrings): string {
  if (action.status === 'deleting') return strings.deleting(nameOf(action.id, strings));
  if (action.status === 'deleted') return strings.deleted(nameOf(action.id, strings));
  if (action.status === 'persisted') return strings.persisted;
  return action.status === 'persist-refused' ? strings.persistRefused : '';
}

/** `unknown` is the id that `listModels` gives to files of an unknown model. */
const nameOf = (id: string, strings: ModelManagerStrings) => (id === 'unknown' ? strings.unknown : id);
