'use client';

import { type ReactNode, useId, useState } from 'react';
import { type Hit, useSemanticSearch } from '../hooks/useSemanticSearch.js';
import type { SearchableItems } from '../hooks/useTexts.js';
import { HitList, rowId } from './HitList.js';
import { SearchField } from './SearchField.js';
import { SearchNotice } from './SearchNotice.js';
import { SearchProgress } from './SearchProgress.js';
import { englishStrings, type SearchStrings } from './strings.js';
import { useListNavigation } from './useListNavigation.js';

/** Props of {@link SemanticSearch}. */
export type SemanticSearchProps<T> = SearchableItems<T> & {
  /** What is searched, for everyone: it labels the input and the list. */
  readonly label: string;
  /** How a hit is shown. Without links or buttons in it: rows are options of a listbox. */
  readonly children: (hit: Hit<T>) => ReactNode;
  /** A person chose a hit, with Enter or a click. */
  readonly onSelect?: (hit: Hit<T>) => void;
  /** The query, when you hold it; with `onValueChange`. */
  readonly value?: string;
  /** @default '' */
  readonly defaultValue?: string;
  readonly onValueChange?: (value: string) => void;
  /** @default 10 */
  readonly limit?: number;
  readonly minScore?: number;
  /** @default 80 */
  readonly debounceMs?: number;
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
};

/**
 * A search field and its hits, by meaning. Unstyled: parts are marked with `data-sem-part`, and
 * `react-embeddings/styles.css` is one way to style them. Needs an `<EmbedderProvider>` above it.
 *
 * For keyboard and screen reader it is a combobox with a list: Down and Up move through the hits, Enter chooses, Escape
 * leaves the list and then clears the field.
 */
export function SemanticSearch<T>(props: SemanticSearchProps<T>): ReactNode {
  const { label, children, onSelect, loadOn = 'focus', placeholder, className } = props;
  const strings = { ...englishStrings, ...props.strings };
  const [query, setQuery] = useValue(props);
  const [entered, setEntered] = useState(false);
  const search = useSemanticSearch({
    ...props,
    query,
    enabled: entered || loadOn === 'mount' || query !== '',
  });
  const { hits, status } = search;

  const listId = useId();
  const choose = (index: number) => {
    const hit = hits.find((candidate) => candidate.index === index);
    if (hit) onSelect?.(hit);
  };
  const navigation = useListNavigation({
    keys: hits.map((hit) => hit.index),
    onChoose: choose,
    onEscape: () => setQuery(''),
  });
  const { active } = navigation;
  const answer = answerOf(status, hits.length, query, props.items.length, strings);

  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to jsdom, and would warn in everybody's tests
    <div
      role="search"
      className={className}
      data-sem-part="root"
      data-state={status}
      data-ranking={search.ranking}
    >
      <SearchField
        label={label}
        clearLabel={strings.clear}
        placeholder={placeholder}
        value={query}
        onValueChange={setQuery}
        onFocus={() => setEntered(true)}
        onKeyDown={navigation.onKeyDown}
        list={{
          id: listId,
          expanded: hits.length > 0,
          activeRow: active === undefined ? undefined : rowId(listId, active),
        }}
      />
      <SearchProgress indexing={search.indexing} strings={strings} />
      <SearchNotice search={search} strings={strings} />
      <div role="status" data-sem-part={hits.length === 0 ? 'empty' : 'count'}>
        {answer}
      </div>
      <HitList
        id={listId}
        label={label}
        hits={hits}
        stale={status === 'stale'}
        active={active}
        onActivate={navigation.setActive}
        onChoose={({ index }) => choose(index)}
      >
        {children}
      </HitList>
    </div>
  );
}

/** The value as a controlled or an uncontrolled input has it. */
function useValue<T>({ value, defaultValue = '', onValueChange }: SemanticSearchProps<T>) {
  const [own, setOwn] = useState(defaultValue);
  const change = (next: string) => {
    setOwn(next);
    onValueChange?.(next);
  };
  return [value ?? own, change] as const;
}

/** What the search has come to, in words; nothing while it is on its way. */
function answerOf(
  status: string,
  hits: number,
  query: string,
  items: number,
  strings: SearchStrings,
): string {
  if (items === 0) return strings.noItems;
  if (status !== 'ready') return '';
  return hits === 0 ? strings.noResults(query.trim()) : strings.results(hits);
}
