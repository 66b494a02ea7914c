import { cleanup, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { HeaderSearch } from '../../examples/HeaderSearch/HeaderSearch.js';
import { EmbedderProvider, SemanticSearch } from '../../src/index.js';
import '../../src/styles.css';

afterEach(cleanup);

/** As much of `LayoutShift` as is used: TypeScript does not know it. */
type Shift = PerformanceEntry & { readonly value: number };

/** How far the page's contents have moved meanwhile, as the browser measures it; also what follows a key, which CLS forgives. */
async function shiftOf(act: () => Promise<void>): Promise<number> {
  let sum = 0;
  const add = (entries: PerformanceEntryList) => {
    for (const entry of entries) sum += (entry as Shift).value;
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: 'layout-shift' });
  await act();
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  add(observer.takeRecords());
  observer.disconnect();
  return sum;
}

const popover = () => document.querySelector('[data-sem-part=panel]:popover-open');

test('a popover in a header moves nothing on the page while it is opened, typed into, chosen from and closed', async () => {
  await page.viewport(1_200, 700); // the heading of each page has one line
  render(
    <EmbedderProvider backends={['hash']}>
      <HeaderSearch />
    </EmbedderProvider>,
    { wrapper: StrictMode },
  );
  const field = screen.getByRole('combobox');
  const opened: boolean[] = [];
  const shift = await shiftOf(async () => {
    await userEvent.click(field);
    for (const key of 'account') await userEvent.keyboard(key);
    await screen.findAllByRole('option');
    opened.push(popover() !== null);
    await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}'); // the first row is active
    opened.push(popover() !== null);
    await screen.findByRole('heading', { name: 'Unlock your account after too many tries' });
    await userEvent.keyboard('{Backspace}{Backspace}');
    await screen.findAllByRole('option');
    await userEvent.keyboard('{Escape}{Escape}');
    await userEvent.keyboard('zebra');
    await screen.findByText(/Nothing found/);
    await userEvent.keyboard('{Tab}{Tab}');
    opened.push(popover() !== null);
  });
  expect(opened).toEqual([true, false, false]);
  expect(shift).toBe(0);
});

test('a list in the page does move what is below it, so that the measure is known to measure', async () => {
  render(
    <EmbedderProvider backends={['hash']}>
      <SemanticSearch items={['Buy milk', 'More milk']} label="Notes" mode="lexical" />
      <p>Below</p>
    </EmbedderProvider>,
    { wrapper: StrictMode },
  );
  const shift = await shiftOf(async () => {
    await userEvent.click(screen.getByRole('combobox'));
    await userEvent.keyboard('milk');
    await screen.findAllByRole('option');
  });
  expect(shift).toBeGreaterThan(0);
});
