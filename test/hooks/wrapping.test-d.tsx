// That hooks and components can be wrapped by generic ones, checked by `tsc -p .` and, with older compilers and other
// options, by `npm run test:package`: this file is never run.

import type { ReactNode, RefObject } from 'react';
import {
  createTypedSemanticSearch,
  Highlight,
  type SearchableIndex,
  type SearchableTexts,
  type SearchHit,
  SemanticSearch,
  type SemanticSearchProps,
  type UseSearchBoxOptions,
  type UseSearchIndexOptions,
  type UseSemanticSearchOptions,
  useSearchBox,
  useSearchIndex,
  useSemanticSearch,
} from 'react-embeddings';
import { expectTypeOf } from 'vitest';

interface Titled {
  readonly title: string;
}

interface MySearchProps<T> {
  readonly items: readonly T[];
  readonly limit?: number | undefined;
  readonly className?: string | undefined;
  readonly onSelect?: ((hit: SearchHit<T>) => void) | undefined;
}

export function MySearch<T extends Titled>({ items, ...props }: MySearchProps<T>): ReactNode {
  return (
    <SemanticSearch items={items} getText={(item) => item.title} label="Mine" {...props}>
      {(hit) => <Highlight hit={hit} text={hit.item.title} />}
    </SemanticSearch>
  );
}

/** Own props that are those of the component, handed on. */
export function MyOwnSearch<T>(props: SemanticSearchProps<T>): ReactNode {
  return <SemanticSearch {...props} />;
}

export function MyLabelledSearch<T>({ className, ...props }: SemanticSearchProps<T>): ReactNode {
  return <SemanticSearch {...props} className={`mine ${className}`} limit={5} />;
}

export function MyTextSearch<T extends string>(props: SemanticSearchProps<T, SearchableTexts<T>>): ReactNode {
  return <SemanticSearch {...props} />;
}

export function MyRoot<T extends Titled>({ items, limit }: MySearchProps<T>): ReactNode {
  return (
    <SemanticSearch.Root items={items} getText={({ title }) => title} label="Mine" limit={limit}>
      <SemanticSearch.Input />
      <SemanticSearch.List<T>>
        {(hit) => <SemanticSearch.Item hit={hit}>{hit.item.title}</SemanticSearch.Item>}
      </SemanticSearch.List>
    </SemanticSearch.Root>
  );
}

export function useMySearch<T extends Titled>(items: readonly T[] | undefined | null, query: string) {
  return useSemanticSearch({ items, getText: (item) => item.title, query });
}

export function useMyOwnSearch<T>(options: UseSemanticSearchOptions<T>) {
  return useSemanticSearch(options);
}

export function useMyOwnBox<T>(options: UseSearchBoxOptions<T>) {
  return useSearchBox({ ...options, loadOn: 'mount' });
}

export function useMyIndex<T extends Titled>(items: readonly T[]) {
  return useSearchIndex(items, { getText: ({ title }) => title });
}

export function useMyOwnIndex<T>(items: readonly T[], options: UseSearchIndexOptions<T>) {
  return useSearchIndex(items, options);
}

export function useMyRemoteSearch<T>(index: SearchableIndex<T> | undefined | null, query: string) {
  return useSemanticSearch({ index, query });
}

interface Film extends Titled {
  readonly year: number;
}
declare const films: readonly Film[];
declare const mixed: readonly (string | Film)[];
declare const fruits: readonly ('apple' | 'pear')[];
declare const limit: number | undefined;

export function Uses() {
  expectTypeOf(useMySearch(films, '').hits).toEqualTypeOf<readonly SearchHit<Film>[]>();
  expectTypeOf(useMyOwnSearch({ items: films, getText: ({ title }) => title, query: '' }).hits).toEqualTypeOf<
    readonly SearchHit<Film>[]
  >();
  expectTypeOf(useMyIndex(films).index?.getState).not.toBeAny();
  expectTypeOf(useMyRemoteSearch(useMyIndex(films).index, '').hits).toEqualTypeOf<
    readonly SearchHit<Film>[]
  >();

  // Strings written in place are strings; a list of some strings keeps its type.
  useSearchIndex(['apple', 'pear']).index?.add(['plum']);
  expectTypeOf(useSemanticSearch({ items: fruits, query: '' }).hits[0]?.item).toEqualTypeOf<
    'apple' | 'pear' | undefined
  >();
  useSemanticSearch({ items: fruits, getText: (fruit) => fruit.toUpperCase(), query: '' });

  useSearchIndex([]);
  useSearchIndex([], { getText: ({ title }: Film) => title });
  useSemanticSearch({ items: [], query: '' });
  useSearchBox({ items: [], label: 'Nothing' });

  // What is not there yet, and what a component hands on.
  useSearchIndex(undefined, { getText: ({ title }: Film) => title });
  useSemanticSearch({ items: null, getText: ({ title }: Film) => title, query: '', limit });
  useSearchBox({ items: films, getText: ({ title }) => title, label: 'Films', limit, query: undefined });

  // @ts-expect-error: what is searched of a film among strings?
  useSearchIndex(mixed);
  // @ts-expect-error: as above
  useSemanticSearch({ items: mixed, query: '' });
  // @ts-expect-error: as above
  useSearchBox({ items: mixed, label: 'Mixed' });
  useSearchIndex(mixed, { getText: (item) => (typeof item === 'string' ? item : item.title) });
}

export const wrapped: readonly ReactNode[] = [
  <MySearch key="films" items={films} onSelect={({ item }) => item.year} />,
  <MyOwnSearch key="own" items={films} getText={({ title }) => title} label="Films">
    {({ item }) => item.year}
  </MyOwnSearch>,
  <MyTextSearch key="fruits" items={fruits} label="Fruits">
    {({ item }) => item}
  </MyTextSearch>,
  <SemanticSearch key="none" items={[]} label="Nothing">
    {() => null}
  </SemanticSearch>,
  <SemanticSearch.Root key="root" items={[]} label="Nothing">
    {({ hits }) => hits.length}
  </SemanticSearch.Root>,
  <SemanticSearch
    key="undefined"
    items={undefined}
    getText={({ title }: Film) => title}
    label="Films"
    limit={limit}
  >
    {({ item }) => item.year}
  </SemanticSearch>,
  // @ts-expect-error: what is searched of a film among strings?
  <SemanticSearch key="mixed" items={mixed} label="Mixed">
    {() => null}
  </SemanticSearch>,
  // @ts-expect-error: as above
  <SemanticSearch.Root key="mixed-root" items={mixed} label="Mixed">
    {() => null}
  </SemanticSearch.Root>,
];

// Parts for items of one type, refs, and attributes.
const Films = createTypedSemanticSearch<Film>();
const Fruits = createTypedSemanticSearch<'apple' | 'pear'>();
declare const root: RefObject<HTMLDivElement | null>;
declare const field: RefObject<HTMLInputElement | null>;
declare const list: RefObject<HTMLUListElement | null>;

export const parts: readonly ReactNode[] = [
  <Films.Root key="films" items={films} getText={({ title }) => title} label="Films" ref={root} data-test="a">
    <Films.Label />
    <Films.Input ref={field} type="text" data-test="a" />
    <Films.List ref={list}>{(hit) => <Films.Item hit={hit}>{hit.item.year}</Films.Item>}</Films.List>
  </Films.Root>,
  <Films key="whole" items={films} getText={({ title }) => title} label="Films" id="films" ref={root}>
    {({ item }) => item.year}
  </Films>,
  <Fruits key="fruits" items={fruits} label="Fruits">
    {({ item }) => item}
  </Fruits>,
  // @ts-expect-error: what is searched of a film?
  <Films key="no-text" items={films} label="Films">
    {() => null}
  </Films>,
  // @ts-expect-error: fruits are no films
  <Films key="others" items={fruits} getText={() => ''} label="Films">
    {() => null}
  </Films>,
  // @ts-expect-error: there is no such attribute
  <Films key="attribute" items={films} getText={() => ''} label="Films" color="red">
    {() => null}
  </Films>,
];
