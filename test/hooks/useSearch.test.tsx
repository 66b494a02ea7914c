import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { defer } from '../../src/engine/utils/promises.js';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import { queryClientOf } from '../../src/hooks/queries/queryClient.js';
import {
  createSearchIndex,
  EmbedderProvider,
  EmbedError,
  type InitialResult,
  type SearchBoxSettings,
  type SearchResult,
  type SearchSettings,
  SemanticSearch,
  type SemanticSearchProps,
  useSemanticSearch,
} from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../support/scriptedWorker.js';

const places = { cat: [1, 0], dog: [0.8, 0.6], trout: [0, 1], kitten: [0.98, 0.2], fish: [0.1, 0.99] };
const animals = Object.keys(places).slice(0, 3);
const worker = () => workerOf(createSearchApi());

/** What a server finds, which has an item more than the page: so it shows whose answer is on it. */
async function foundByServer(query: string): Promise<InitialResult<string>> {
  const embedder = scriptedEmbedder(lookUpWorkers({ ...places, lynx: [0.97, 0.1] }));
  await using index = createSearchIndex<string>({ embedder, getText: (item) => item, worker });
  index.add([...animals, 'lynx']);
  await index.build();
  const result = await index.search(query, { limit: 2 });
  return JSON.parse(JSON.stringify({ query, ...result })); // as it comes to a page
}

type SearchProps = SearchBoxSettings<string> &
  SearchSettings<string> & { readonly items?: readonly string[] };

const Search = ({ items = animals, ...props }: Omit<SearchProps, 'label'>) => (
  <SemanticSearch items={items} label="Animals" worker={worker} debounceMs={0} limit={2} {...props}>
    {({ item }) => item}
  </SemanticSearch>
);

interface Named {
  readonly name: string;
}

const SearchByName = (props: Pick<SemanticSearchProps<Named>, 'filter' | 'initialResult'>) => (
  <SemanticSearch
    items={animals.map((name) => ({ name }))}
    getText={({ name }) => name}
    label="Animals"
    worker={worker}
    debounceMs={0}
    defaultQuery="kitten"
    {...props}
  >
    {({ item }) => item.name}
  </SemanticSearch>
);

/** Makes all that it gives to the hook anew at each render. */
function Hits({ found }: { readonly found: InitialResult<string> }) {
  const initialResult = { ...found, hits: found.hits.map((hit) => ({ ...hit })) };
  const search = useSemanticSearch({
    items: [...animals],
    worker,
    query: 'kitten',
    debounceMs: 0,
    initialResult,
  });
  return <p>{`${search.status}: ${search.hits.map(({ item }) => item).join(' ')}`}</p>;
}

const shown = () => screen.getAllByRole('option').map(({ textContent }) => textContent);
const field = () => screen.getByRole('combobox', { name: 'Animals' });

describe('what a server found', () => {
  test('is in its HTML, is taken over without a mismatch, and nothing is loaded to show it', async () => {
    const initialResult = await foundByServer('kitten');
    const workers = lookUpWorkers(places);
    const app = (
      <StrictMode>
        <EmbedderProvider embedder={scriptedEmbedder(workers)}>
          <Search defaultQuery="kitten" initialResult={initialResult} />
        </EmbedderProvider>
      </StrictMode>
    );
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = renderToString(app);
    expect([shown(), screen.getByText('The 2 closest')]).toMatchObject([['lynx', 'cat'], {}]);
    const onRecoverableError = vi.fn();
    const root = await act(async () => hydrateRoot(container, app, { onRecoverableError }));
    onTestFinished(() => act(() => root.unmount()));
    expect(onRecoverableError).not.toHaveBeenCalled();
    expect(shown()).toEqual(['lynx', 'cat']);
    expect(workers.counts.started).toBe(0);
  });

  test('stays until all of the page’s own answer is there', async () => {
    const own = defer<void>();
    const workers = lookUpWorkers(places, () => own.promise);
    const initialResult = await foundByServer('kitten');
    renderWithEmbedder(
      <Search defaultQuery="kitten" initialResult={initialResult} loadOn="mount" />,
      scriptedEmbedder(workers),
    );
    await waitFor(() => expect(workers.batches).not.toEqual([]));
    expect(shown()).toEqual(['lynx', 'cat']);
    await act(async () => own.resolve());
    await waitFor(() => expect(shown()).toEqual(['cat', 'dog']));
  });

  test('does not come back when the page’s items change', async () => {
    const initialResult = await foundByServer('kitten');
    const search = { defaultQuery: 'kitten', initialResult, loadOn: 'mount' } as const;
    const { rerender } = renderWithEmbedder(<Search {...search} />, scriptedEmbedder(lookUpWorkers(places)));
    await waitFor(() => expect(shown()).toEqual(['cat', 'dog']));
    rerender(<Search {...search} items={['dog', 'trout']} />);
    expect(shown()).not.toContain('lynx');
    await waitFor(() => expect(shown()).toEqual(['dog', 'trout']));
  });

  test('a person who enters the field has the page search', async () => {
    const initialResult = await foundByServer('kitten');
    renderWithEmbedder(
      <Search defaultQuery="kitten" initialResult={initialResult} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    const user = userEvent.setup();
    await user.click(field());
    await waitFor(() => expect(shown()).toEqual(['cat', 'dog']));
  });

  test('is of its own query alone', async () => {
    const initialResult = await foundByServer('kitten');
    renderWithEmbedder(
      <Search defaultQuery="fish" initialResult={initialResult} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    expect(screen.queryAllByRole('option')).toEqual([]);
    await waitFor(() => expect(shown()).toEqual(['trout', 'dog']));
  });

  test('gives way to what a server found for the next page', async () => {
    const [kitten, fish] = [await foundByServer('kitten'), await foundByServer('fish')];
    const { rerender } = renderWithEmbedder(
      <Search query="kitten" initialResult={kitten} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    rerender(<Search query="fish" initialResult={fish} debounceMs={60_000} />);
    expect(shown()).toEqual(['trout', 'dog']);
    expect(screen.getByText('The 2 closest')).toBeTruthy();
  });

  test.each([
    ['fields', { name: 'dog' }],
    ['a function', (item: unknown) => Object(item).name === 'dog'],
  ])('is not the answer with a filter of %s', async (_, filter) => {
    const initialResult = await foundByServer('kitten');
    const hits = initialResult.hits.map((hit) => ({ ...hit, item: { name: hit.item } }));
    const result = { ...initialResult, hits };
    const everything = typeof filter === 'function' ? { filter: () => true } : {};
    const { rerender } = renderWithEmbedder(
      <SearchByName initialResult={{ ...result, hits: [...hits] }} {...everything} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    expect(shown()).toEqual(['lynx', 'cat']);
    rerender(<SearchByName initialResult={{ ...result, hits: [...hits] }} filter={filter} />);
    await waitFor(() => expect(shown()).toEqual(['dog']));
  });

  test('stays when the page cannot load its model, which it says', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    const workers = lookUpWorkers(places, undefined, async () => {
      throw new EmbedError('model-load-failed', 'The server is down.');
    });
    const initialResult = await foundByServer('cat');
    const embedder = scriptedEmbedder(workers);
    const queryClient = queryClientOf(embedder);
    render(
      <StrictMode>
        <EmbedderProvider embedder={embedder}>
          <Search defaultQuery="cat" initialResult={initialResult} loadOn="mount" />
        </EmbedderProvider>
      </StrictMode>,
    );
    await waitFor(() => {
      const answers = queryClient.getQueriesData<SearchResult<string>>({
        queryKey: ['react-embeddings', 'search'],
      });
      const byWords = answers.filter(([key, data]) => key[7] === 'lexical' && key.length === 9 && data);
      expect(byWords).toHaveLength(1); // the page has found the cat by now
    });
    expect(shown()).toEqual(['cat', 'lynx']);
    expect(screen.getByRole('alert')).toBeTruthy();
  });

  test('may be made anew at each render, also by a component that uses the hook', async () => {
    const found = await foundByServer('kitten');
    renderWithEmbedder(<Hits found={found} />, scriptedEmbedder(lookUpWorkers(places)));
    screen.getByText('partial: lynx cat');
    await screen.findByText('ready: cat dog trout');
  });

  test('gives way to the page’s answer when items change before there was one', async () => {
    const initialResult = await foundByServer('kitten');
    const { rerender } = renderWithEmbedder(
      <Search defaultQuery="kitten" initialResult={initialResult} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    await act(async () => {}); // the index is there
    expect(shown()).toEqual(['lynx', 'cat']);
    rerender(<Search defaultQuery="kitten" initialResult={{ ...initialResult }} items={['dog', 'trout']} />);
    await waitFor(() => expect(shown()).toEqual(['dog', 'trout']));
  });

  test('is there while the page has no items yet', async () => {
    const search = { defaultQuery: 'kitten', initialResult: await foundByServer('kitten') };
    const { rerender } = renderWithEmbedder(
      <Search {...search} items={[]} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    expect([shown(), screen.queryByText(/no items|nothing/i)]).toEqual([['lynx', 'cat'], null]);
    rerender(<Search {...search} loadOn="mount" />);
    await waitFor(() => expect(shown()).toEqual(['cat', 'dog']));
  });

  test('gives way to what the page finds by words, when words are all that is wanted', async () => {
    const initialResult = await foundByServer('cat');
    const { rerender } = renderWithEmbedder(
      <Search defaultQuery="cat" mode="lexical" initialResult={initialResult} />,
      scriptedEmbedder(lookUpWorkers(places)),
    );
    expect(shown()).toEqual(['cat', 'lynx']);
    rerender(<Search defaultQuery="cat" mode="lexical" initialResult={initialResult} loadOn="mount" />);
    await waitFor(() => expect(shown()).toEqual(['cat']));
  });
});
