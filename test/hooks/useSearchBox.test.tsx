import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import { SemanticSearch, useSearchBox } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../support/scriptedWorker.js';

const places = { cat: [1, 0], trout: [0, 1], kitten: [1, 0.1] };
const items = ['cat', 'trout'];
const worker = () => workerOf(createSearchApi());

function Palette({ onSelect }: { readonly onSelect: (item: string) => void }) {
  const box = useSearchBox({
    items,
    worker,
    label: 'Animals',
    mode: 'semantic',
    debounceMs: 0,
    onSelect: ({ item }) => onSelect(item),
  });
  return (
    <div {...box.getRootProps()}>
      <input {...box.getInputProps({ className: 'field' })} />
      <ol {...box.getListProps()}>
        {box.hits.map((hit) => (
          <li key={hit.id} {...box.getItemProps(hit, { title: hit.item })}>
            {hit.item}
          </li>
        ))}
      </ol>
      <output>{`${box.outcome} ${box.active?.item}`}</output>
    </div>
  );
}

test('elements of an app become a combobox with a list', async () => {
  const onSelect = vi.fn();
  renderWithEmbedder(<Palette onSelect={onSelect} />, scriptedEmbedder(lookUpWorkers(places)));
  const input = screen.getByRole('combobox', { name: 'Animals' });
  const user = userEvent.setup();
  await user.type(input, 'kitten');
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
  await user.keyboard('{ArrowDown}');
  const row = screen.getByRole('option', { name: 'cat', selected: true });
  expect([row.title, input.className, input.getAttribute('aria-activedescendant')]).toEqual([
    'cat',
    'field',
    row.id,
  ]);
  expect(screen.getByText('found cat')).toBeTruthy();
  await user.keyboard('{Enter}');
  expect(onSelect.mock.calls).toEqual([['cat']]);
});

test('outside of a provider the error names what the app has called', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // React reports what is thrown while rendering
  onTestFinished(() => void vi.restoreAllMocks());
  const messageOf = (start: string) =>
    expect.objectContaining({
      code: 'provider-missing',
      message: expect.stringMatching(`^${start} found no`),
    });
  expect(() => render(<Palette onSelect={() => {}} />)).toThrow(messageOf('useSearchBox'));
  expect(() => render(<SemanticSearch items={items} label="Animals" />)).toThrow(
    messageOf('<SemanticSearch>'),
  );
});
