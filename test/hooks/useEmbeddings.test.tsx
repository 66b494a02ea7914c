import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useEmbeddings } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers } from '../support/scriptedWorker.js';

function Lengths({ texts, enabled }: { texts: readonly string[]; enabled?: boolean }) {
  const { data } = useEmbeddings(texts, enabled === undefined ? {} : { enabled });
  return <p>{data ? `lengths ${data.map((vector) => vector[1]).join(', ')}` : 'pending'}</p>;
}

test('vectors come in the order of the texts', async () => {
  renderWithEmbedder(<Lengths texts={['a', 'ccc', 'bb']} />, scriptedEmbedder());
  await screen.findByText('lengths 1, 3, 2');
});

test('a list that is made anew at each render asks for nothing new', async () => {
  const workers = scriptedWorkers();
  const { rerender } = renderWithEmbedder(<Lengths texts={['a', 'bb']} />, scriptedEmbedder(workers));
  await screen.findByText('lengths 1, 2');
  rerender(<Lengths texts={['a', 'bb']} />);
  screen.getByText('lengths 1, 2');
  expect(workers.batches).toEqual([['a', 'bb']]);
});

test('when some texts change, only those are computed', async () => {
  const workers = scriptedWorkers();
  const { rerender } = renderWithEmbedder(<Lengths texts={['a', 'bb']} />, scriptedEmbedder(workers));
  await screen.findByText('lengths 1, 2');
  rerender(<Lengths texts={['bb', 'ccc', 'a']} />);
  await screen.findByText('lengths 2, 3, 1');
  expect(workers.batches).toEqual([['a', 'bb'], ['ccc']]);
});

test('of no texts there are no vectors, and no worker', async () => {
  const workers = scriptedWorkers();
  renderWithEmbedder(<Lengths texts={[]} />, scriptedEmbedder(workers));
  await screen.findByText('lengths');
  expect(workers.counts.started).toBe(0);
});

test('nothing is asked for until it is enabled', async () => {
  const workers = scriptedWorkers();
  const { rerender } = renderWithEmbedder(
    <Lengths texts={['a']} enabled={false} />,
    scriptedEmbedder(workers),
  );
  screen.getByText('pending');
  expect(workers.counts.started).toBe(0);
  rerender(<Lengths texts={['a']} enabled />);
  await screen.findByText('lengths 1');
});
