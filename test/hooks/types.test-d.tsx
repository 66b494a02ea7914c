// What the types of hooks and components promise, checked by `tsc -p .`: this file is never run.

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  classificationQuery,
  type Embedder,
  type EmbedError,
  embeddingQuery,
  Highlight,
  type LabelScore,
  type SearchHit,
  SemanticSearch,
  useClassify,
  useEmbedder,
  useEmbedding,
  useEmbeddings,
  useSearchBox,
  useSearchIndex,
  useSemanticSearch,
  useSimilarity,
  useSuspenseEmbedding,
  type VectorResult,
} from 'react-embeddings';
import { expectTypeOf } from 'vitest';

interface Note {
  readonly id: number;
  readonly body: string;
}

declare const notes: readonly Note[];
declare const texts: readonly string[];
declare const embedder: Embedder;
const getText = ({ body }: Note) => body;

export function Hooks() {
  expectTypeOf(useEmbedding('a')).toEqualTypeOf<VectorResult<UseQueryResult<Float32Array, EmbedError>>>();
  expectTypeOf(useEmbedding(undefined).data).toEqualTypeOf<Float32Array | undefined>();
  expectTypeOf(useSuspenseEmbedding('a').data).toEqualTypeOf<Float32Array>();
  expectTypeOf(useSimilarity('a', undefined).data).toEqualTypeOf<number | undefined>();

  // Options of TanStack Query are those of its own hooks; `null` asks for nothing, as `undefined` does.
  expectTypeOf(useEmbedding(null, { select: ({ length }) => length, gcTime: 0 }).data).toEqualTypeOf<
    number | undefined
  >();
  expectTypeOf(useEmbeddings(null, { enabled: false, throwOnError: true }).data).toEqualTypeOf<
    readonly Float32Array[] | undefined
  >();
  expectTypeOf(useEmbedding('a').semantic).toEqualTypeOf<boolean | undefined>();
  expectTypeOf(useSuspenseEmbedding(undefined).data).toEqualTypeOf<Float32Array | undefined>();
  expectTypeOf(
    useSimilarity(null, 'b', { placeholderData: 0, requireSemantic: undefined }).data,
  ).toEqualTypeOf<number | undefined>();
  const { data: best } = useClassify('a', ['bill', 'fault'], { select: ([first]) => first?.label });
  expectTypeOf(best).toEqualTypeOf<'bill' | 'fault' | undefined>();
  // @ts-expect-error: what makes a vector is the hook's
  useEmbedding('a', { queryFn: () => new Float32Array() });

  // Labels are as narrow as they are written.
  const { data: labels } = useClassify('a', ['bill', 'fault'], { describe: (label) => label.toUpperCase() });
  expectTypeOf(labels).toEqualTypeOf<readonly LabelScore<'bill' | 'fault'>[] | undefined>();
  expectTypeOf(classificationQuery(embedder, 'a', texts).queryKey[0]).toEqualTypeOf<'react-embeddings'>();
  expectTypeOf(embeddingQuery(embedder, 'a').queryKey[2]).toEqualTypeOf<string>();

  // Items that are texts need no `getText`; others do.
  expectTypeOf(useSemanticSearch({ items: texts, query: '' }).hits).toEqualTypeOf<
    readonly SearchHit<string>[]
  >();
  expectTypeOf(useSemanticSearch({ items: notes, getText, query: '' }).hits[0]?.item).toEqualTypeOf<
    Note | undefined
  >();
  // @ts-expect-error: what is searched of a note?
  useSemanticSearch({ items: notes, query: '' });
  // @ts-expect-error: as above
  useSearchIndex(notes, {});
  // @ts-expect-error: either items or an index
  useSemanticSearch({ items: texts, index: useSearchIndex(texts, {}).index, query: '' });
  expectTypeOf(useSearchIndex(notes, { getText }).index).toExtend<
    { add(items: Iterable<Note>): void } | undefined
  >();

  const box = useSearchBox({ items: notes, getText, label: 'Notes', groupBy: ({ body }) => body });
  expectTypeOf(box.active?.item).toEqualTypeOf<Note | undefined>();
  expectTypeOf(box.outcome).toEqualTypeOf<
    'none' | 'waiting' | 'no-items' | 'empty' | 'low-relevance' | 'found'
  >();
  // @ts-expect-error: a box has a label, for everyone
  useSearchBox({ items: texts });

  // The state of an embedder is narrowed by its status.
  const state = useEmbedder();
  if (state.status === 'loading') expectTypeOf(state.progress.loaded).toEqualTypeOf<number>();
  if (state.status === 'error') expectTypeOf(state.error).toEqualTypeOf<EmbedError>();
  // @ts-expect-error: there may be no progress
  state.progress;
}

export const components: readonly ReactNode[] = [
  <SemanticSearch key="texts" items={texts} label="Texts">
    {(hit) => <Highlight hit={hit} />}
  </SemanticSearch>,
  <SemanticSearch key="notes" items={notes} getText={getText} label="Notes" onSelect={({ item }) => item.id}>
    {(hit) => <Highlight hit={hit} text={hit.item.body} />}
  </SemanticSearch>,
  <SemanticSearch key="text" items={notes} getText={getText} label="Notes">
    {(hit) => <Highlight hit={hit} />}
  </SemanticSearch>,
  // @ts-expect-error: there is no such way to show results
  <SemanticSearch key="results" items={texts} label="Texts" listRole="grid">
    {() => ''}
  </SemanticSearch>,
  <SemanticSearch.Root key="root" items={notes} getText={getText} label="Notes">
    {({ hits }) => hits.map(({ item }) => item.body)}
  </SemanticSearch.Root>,
];
