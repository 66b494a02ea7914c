'use client';

import { type ReactNode, useId, useState } from 'react';
import type { SearchHit } from '../engine/index.js';
import {
  type SearchSettings,
  type SearchSource,
  type SemanticSearchResult,
  useSemanticSearch,
} from '../hooks/useSemanticSearch.js';
import { HitList, rowId } from './HitList.js';
import { listNavigation } from './listNavigation.js';
import { SearchField } from './SearchField.js';
import { SearchNotice } from './SearchNotice.js';
import { SearchProgress } from './SearchProgress.js';
import { englishStrings, type SearchStrings } from './strings.js';
import { useSteadyHits } from './useSteadyHits.js';

/** Props of {@link SemanticSearch}: where and how to search, as for `useSemanticSearch`, and how it looks and behaves. */
export type SemanticSearchProps<T> = SearchSource<T> & SearchSettings<T> & SearchBoxProps<T>;

interface SearchBoxProps<T> {
  /** What is searched, for everyone: it labels the input and the list. */
  readonly label: string;
  /** How a hit is shown. Without links or buttons in it: rows are options of a listbox. */
  readonly children: (hit: SearchHit<T>) => ReactNode;
  /** A person chose a hit, with Enter or a click. */
  readonly onSelect?: (hit: SearchHit<T>) => void;
  /** The query, when you hold it; with `onValueChange`. */
  readonly value?: string;
  /** @default '' */
  readonly defaultValue?: string;
  readonly onValueChange?: (value: string) => void;
  /**
   * When to load the model and read the items: as soon as a person enters the field, or at once.
   * @default 'focus'
   */
  readonly loadOn?: 'focus' | 'mount';
  readonly placeholder?: string;
  /**
   * The words it shows and says, where they are not to be the English ones.
   * @default English
   */
  readonly strings?: Partial<SearchStrings>;
  readonly className?: string;
}

/**
 * A search field and its hits, by words at once and by meaning when that is there. Unstyled: parts are marked with
 * `data-sem-part`, and `react-embeddings/styles.css` is one way to style them. Needs an `<EmbedderProvider>` above it.
 *
 * For keyboard and screen reader it is a combobox with a list: Down and Up move through the hits, Enter chooses, Escape
 * leaves the list and then clears the field. The row that a person is on does not move when meaning changes the order.
 */
export function SemanticSearch<T>(props: SemanticSearchProps<T>): ReactNode {
  const { label, children, onSelect, loadOn = 'focus', mode = 'hybrid', placeholder, className } = props;
  const strings = { ...englishStrings, ...props.strings };
  const [query, setQuery] = useValue(props);
  const [entered, setEntered] = useState(false);
  const enabled = entered || loadOn === 'mount' || query !== '';
  const search = useSemanticSearch({ ...props, query, enabled });
  const [wanted, setWanted] = useState<string>();
  const hits = useSteadyHits(search, wanted);

  const listId = useId();
  const choose = (id: string) => {
    const hit = hits.find((candidate) => candidate.id === id);
    if (hit) onSelect?.(hit);
  };
  const write = (value: string) => {
    setWanted(undefined); // a person who writes has left the list
    setQuery(value);
  };
  const { active, onKeyDown } = listNavigation({
    keys: hits.map(({ id }) => id),
    wanted,
    onActivate: setWanted,
    onChoose: choose,
    onEscape: () => write(''),
  });

  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to jsdom, and would warn in everybody's tests
    <div
      role="search"
      className={className}
      data-sem-part="root"
      data-state={search.status}
      data-stage={search.stage}
    >
      <SearchField
        label={label}
        clearLabel={strings.clear}
        placeholder={placeholder}
        value={query}
        onValueChange={write}
        onFocus={() => setEntered(true)}
        onBlur={() => setWanted(undefined)}
        onKeyDown={onKeyDown}
        list={{
          id: listId,
          expanded: hits.length > 0,
          activeRow: active === undefined ? undefined : rowId(listId, active),
        }}
      />
      <SearchNotice search={search} mode={mode} strings={strings} />
      <div data-sem-part="summary">
        {mode !== 'lexical' && <SearchProgress indexing={search.indexing} strings={strings} />}
        <div role="status" data-sem-part={hits.length === 0 ? 'empty' : 'count'}>
          {answerOf(search, hits.length, query, hasNoItems(props, search), strings)}
        </div>
      </div>
      <HitList
        id={listId}
        label={label}
        hits={hits}
        stale={search.status === 'stale'}
        active={active}
        onActivate={setWanted}
        onChoose={choose}
      >
        {children}
      </HitList>
    </div>
  );
}

/** The value as a controlled or an uncontrolled input has it. */
function useValue<T>({ value, defaultValue = '', onValueChange }: SearchBoxProps<T>) {
  const [own, setOwn] = useState(defaultValue);
  const change = (next: string) => {
    setOwn(next);
    onValueChange?.(next);
  };
  return [value ?? own, change] as const;
}

type Search = Pick<SemanticSearchResult<unknown>, 'status' | 'stage' | 'indexing'>;

/** Whether there is nothing to search. How many items an index elsewhere holds is not known before it is ready. */
function hasNoItems<T>({ items, source }: SearchSource<T>, { indexing }: Search): boolean {
  if (items && source === undefined) return items.length === 0;
  return indexing.status === 'ready' && indexing.items === 0;
}

/** What the search has come to, in words; nothing while it is on its way. */
function answerOf(
  { status, stage }: Search,
  hits: number,
  query: string,
  isEmpty: boolean,
  strings: SearchStrings,
): string {
  if (isEmpty) return strings.noItems;
  const isSettled = status === 'ready' || (status === 'error' && stage !== undefined);
  if (!isSettled) return '';
  return hits === 0 ? strings.noResults(query.trim()) : strings.results(hits);
}
