import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import {
  type SearchableItems,
  SearchFacets,
  type SearchFacetsProps,
  type SearchRootProps,
  type SelectedFacets,
  SemanticSearch,
} from '../../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';

interface Product {
  readonly name: string;
  readonly kind: string;
}
const PRODUCTS: readonly Product[] = [
  { name: 'rain boots', kind: 'shoes' },
  { name: 'hiking boots', kind: 'shoes' },
  { name: 'rain jacket', kind: 'clothes' },
  { name: 'boots bag', kind: 'bags' },
];

type Props = Partial<SearchRootProps<Product, SearchableItems<Product>>> & {
  readonly parts?: SearchFacetsProps;
};

function Catalog({ parts, ...props }: Props) {
  return (
    <SemanticSearch.Root<Product>
      items={PRODUCTS}
      getText={({ name }) => name}
      worker={() => workerOf(createSearchApi())}
      label="Products"
      mode="lexical"
      emptyQuery="all"
      facets={['kind']}
      {...props}
    >
      <SemanticSearch.Input />
      <SearchFacets {...parts} />
      <SemanticSearch.List<Product>>{(hit) => <SemanticSearch.Item hit={hit} />}</SemanticSearch.List>
    </SemanticSearch.Root>
  );
}

async function open(props: Props = {}) {
  renderWithEmbedder(<Catalog {...props} />, scriptedEmbedder(lookUpWorkers({})));
  const user = userEvent.setup();
  await waitFor(() => expect(counts().length).toBeGreaterThan(0));
  return user;
}

const counts = () => screen.queryAllByRole('checkbox').map((box) => box.closest('label')?.textContent);
const rows = () => screen.queryAllByRole('option').map(({ textContent }) => textContent);

test('values have the number of items that have them before anything is asked, and then of hits', async () => {
  const user = await open();
  expect(counts()).toEqual(['shoes2', 'bags1', 'clothes1']);
  await user.type(screen.getByRole('combobox'), 'rain');
  await waitFor(() => expect(counts()).toEqual(['clothes1', 'shoes1']));
  await user.clear(screen.getByRole('combobox'));
  await waitFor(() => expect(counts()).toEqual(['shoes2', 'bags1', 'clothes1']));
});

test('are chosen with keys, keep the focus, and filter rows with and without a query', async () => {
  const onSelectedFacetsChange = vi.fn();
  const user = await open({ onSelectedFacetsChange });
  const shoes = () => screen.getByRole('checkbox', { name: 'shoes', description: '2' });
  await user.tab();
  await user.tab();
  expect(document.activeElement).toBe(shoes());
  await user.keyboard(' ');
  await waitFor(() => expect(rows()).toEqual(['rain boots', 'hiking boots']));
  expect(onSelectedFacetsChange.mock.calls).toEqual([[{ kind: ['shoes'] }]]);
  expect([document.activeElement, counts()]).toEqual([shoes(), ['shoes2', 'bags1', 'clothes1']]);
  await user.type(screen.getByRole('combobox'), 'boots');
  await waitFor(() => expect(counts()).toEqual(['shoes2', 'bags1']));
  expect(rows().toSorted()).toEqual(['hiking boots', 'rain boots']);
  await user.click(screen.getByRole('checkbox', { name: 'bags' }));
  await waitFor(() => expect(rows()).toHaveLength(3));
  expect(counts()).toEqual(['shoes2', 'bags1']); // a field's own selection does not lower its counts
});

test('a selected value without hits stays, to be taken back', async () => {
  const user = await open();
  await user.click(screen.getByRole('checkbox', { name: 'bags' }));
  await user.type(screen.getByRole('combobox'), 'rain');
  await waitFor(() => expect(counts()).toEqual(['clothes1', 'shoes1', 'bags0']));
  expect(rows()).toEqual([]);
  await user.click(screen.getByRole('checkbox', { name: 'bags' }));
  await waitFor(() => expect(rows()).toHaveLength(2));
});

/** An app that holds what is selected. */
function HeldCatalog() {
  const [selected, setSelected] = useState<SelectedFacets>({ kind: ['bags'] });
  const parts = { nameOf: (field: string) => `The ${field}`, labelOf: (value: unknown) => `All ${value}` };
  return <Catalog selectedFacets={selected} onSelectedFacetsChange={setSelected} parts={parts} />;
}

test('an app may hold what is selected, and name fields and values', async () => {
  const error = vi.spyOn(console, 'error');
  renderWithEmbedder(<HeldCatalog />, scriptedEmbedder(lookUpWorkers({})));
  const group = within(screen.getByRole('group', { name: 'The kind' }));
  const bags = await group.findByRole<HTMLInputElement>('checkbox', { name: 'All bags', checked: true });
  expect(rows()).toEqual(['boots bag']);
  await userEvent.setup().click(bags);
  await waitFor(() => expect(rows()).toHaveLength(4));
  expect(error).not.toHaveBeenCalled(); // React tells of attributes that it does not know
});
