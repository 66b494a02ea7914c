import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createEmbedder } from '../../src/engine/index.js';
import { SimilarityHeatmap } from '../../src/plots/index.js';

const vectors = [Float32Array.of(1, 0), Float32Array.of(0.8, 0.6), Float32Array.of(0, 1)];
const texts = ['cat', 'dog', 'trout'];

function show(onSelect = vi.fn()) {
  render(<SimilarityHeatmap vectors={vectors} texts={texts} label="Animals" onSelect={onSelect} />, {
    wrapper: StrictMode,
  });
  return onSelect;
}

const focused = () => document.activeElement?.textContent;

test('is a grid with a name, headers, and the number in each cell', () => {
  show();
  const grid = screen.getByRole('grid', { name: 'Animals' });
  expect(
    within(grid)
      .getAllByRole('rowheader')
      .map((header) => header.textContent),
  ).toEqual(texts);
  expect(within(grid).getAllByRole('columnheader')).toHaveLength(3);
  expect(
    within(grid)
      .getAllByRole('gridcell')
      .map((cell) => cell.textContent),
  ).toEqual(['–', '0.80', '0.00', '0.80', '–', '0.60', '0.00', '0.60', '–']);
});

test('is one stop of Tab, gone through with the arrows, Home and End', async () => {
  const onSelect = show();
  const user = userEvent.setup();
  await user.tab();
  expect(focused()).toBe('–');
  await user.keyboard('{ArrowRight}');
  expect(focused()).toBe('0.80');
  await user.keyboard('{ArrowDown}{End}');
  expect(focused()).toBe('0.60');
  await user.keyboard('{Enter}');
  expect(onSelect).toHaveBeenLastCalledWith(1, 2);
  await user.keyboard('{ArrowRight}{Home}');
  expect(focused()).toBe('0.80');
  await user.keyboard('{Control>}{End}{/Control}');
  expect([focused(), screen.getAllByRole('gridcell').at(-1)]).toEqual(['–', document.activeElement]);
  await user.tab();
  expect(document.activeElement).toBe(document.body);
});

test('arrows go where they point, also from right to left', async () => {
  document.documentElement.style.direction = 'rtl';
  onTestFinished(() => document.documentElement.removeAttribute('style'));
  show();
  const user = userEvent.setup();
  await user.tab();
  await user.keyboard('{ArrowLeft}');
  expect(focused()).toBe('0.80');
  await user.keyboard('{ArrowRight}');
  expect(focused()).toBe('–');
});

test('columns may be other texts', () => {
  render(
    <SimilarityHeatmap
      vectors={vectors}
      texts={texts}
      columns={{ vectors: vectors.slice(2), texts: ['fish'] }}
      label="Animals"
    />,
    { wrapper: StrictMode },
  );
  expect(screen.getAllByRole('gridcell').map((cell) => cell.textContent)).toEqual(['0.00', '0.60', '1.00']);
});

test('texts that are alike stand together, and a choice tells their own places', async () => {
  const onSelect = vi.fn();
  const [cat = NONE, , trout = NONE] = vectors;
  const mixed = { vectors: [cat, trout, Float32Array.of(0.95, 0.3)], texts: ['cat', 'trout', 'tiger'] };
  const { rerender } = render(<SimilarityHeatmap {...mixed} label="Animals" onSelect={onSelect} />, {
    wrapper: StrictMode,
  });
  const heads = () => screen.getAllByRole('rowheader').map(({ textContent }) => textContent);
  expect(heads()).toEqual(['cat', 'tiger', 'trout']);
  await userEvent.setup().click(screen.getAllByRole('gridcell')[1] as HTMLElement);
  expect(onSelect).toHaveBeenLastCalledWith(0, 2);
  rerender(<SimilarityHeatmap {...mixed} label="Animals" order="given" />);
  expect(heads()).toEqual(['cat', 'trout', 'tiger']);
});

const NONE = new Float32Array(2);

test('the heads of the row and the column that a person is in are told apart', async () => {
  show();
  const user = userEvent.setup();
  await user.tab();
  await user.keyboard('{ArrowRight}');
  const active = [...screen.getAllByRole('rowheader'), ...screen.getAllByRole('columnheader')].filter(
    (head) => head.dataset.active !== undefined,
  );
  expect(active.map(({ textContent }) => textContent)).toEqual(['cat', 'dog']);
});

test('vectors without a meaning are not compared, though they are copies, unless the app asks', async () => {
  await using embedder = createEmbedder({ backends: ['hash'] });
  const hashes = (await embedder.embedMany(texts)).map((vector) => vector.slice());
  const heatmap = (requireSemantic?: boolean) => (
    <SimilarityHeatmap vectors={hashes} texts={texts} label="Animals" requireSemantic={requireSemantic} />
  );
  const { rerender } = render(heatmap(), { wrapper: StrictMode });
  expect(screen.getByRole('alert').textContent).toMatch(/Hash vectors have no meaning/);
  expect(screen.queryByRole('grid')).toBeNull();
  rerender(heatmap(false));
  expect(screen.getByRole('alert').textContent).toBe('');
  expect(screen.getAllByRole('gridcell')).toHaveLength(9);
});
