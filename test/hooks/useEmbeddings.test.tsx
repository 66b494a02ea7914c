import { QueryClient } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { EmbedderProvider, useEmbeddings } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers } from '../support/scriptedWorker.js';
import { vectorMegabytes } from '../support/vectorMegabytes.js';

function Lengths({ texts, enabled }: { texts: readonly string[] | undefined | null; enabled?: boolean }) {
  const { data } = useEmbeddings(texts, { enabled });
  return <p>{data ? `lengths ${data.map((vector) => vector[1]).join(', ')}` : 'pending'}</p>;
}

/** What renders of `Edited` had, once there was something. */
const seen: (readonly Float32Array[] | undefined)[] = [];

function Edited({ edit }: { edit: number }) {
  const texts = Array.from({ length: 1_000 }, (_, i) => (i === 500 ? `edit ${edit}` : `text ${i}`));
  const { data, isPlaceholderData } = useEmbeddings(texts);
  if (edit > 0) seen.push(data);
  return <p>{data && !isPlaceholderData ? `edit ${edit} is there` : 'pending'}</p>;
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

test.each([undefined, null])('a list that is not there yet (%s) asks for nothing', async (nothing) => {
  const workers = scriptedWorkers();
  const { rerender } = renderWithEmbedder(<Lengths texts={nothing} />, scriptedEmbedder(workers));
  screen.getByText('pending');
  rerender(<Lengths texts={['a']} />);
  await screen.findByText('lengths 1');
});

test('a list of which one text is edited keeps its data meanwhile, and holds hardly more than before', async ({
  task,
}) => {
  const queryClient = new QueryClient();
  seen.length = 0;
  const app = (edit: number) => (
    <EmbedderProvider embedder={embedder} queryClient={queryClient}>
      <Edited edit={edit} />
    </EmbedderProvider>
  );
  const embedder = scriptedEmbedder();
  const { rerender } = render(app(0));
  await screen.findByText('edit 0 is there');
  for (let edit = 1; edit <= 30; edit += 1) {
    rerender(app(edit));
    await screen.findByText(`edit ${edit} is there`);
  }
  expect(seen.filter((data) => data === undefined)).toEqual([]);
  const edits_kept_mb = vectorMegabytes(queryClient);
  Object.assign(task.meta, { figures: { edits_kept_mb } }); // for `npm run test:react`
  expect(edits_kept_mb).toBeLessThan(4);
});

test('a list with another number of texts has no data until it is there, since nobody could tell whose it is', async () => {
  const { rerender } = renderWithEmbedder(<Lengths texts={['a', 'bb']} />, scriptedEmbedder());
  await screen.findByText('lengths 1, 2');
  rerender(<Lengths texts={['a']} />);
  screen.getByText('pending');
  await screen.findByText('lengths 1');
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

function Code({ texts }: { texts: readonly string[] }) {
  const { error } = useEmbeddings(texts);
  return <p>{error ? error.code : 'pending'}</p>;
}

test('what is not a string is a typed error, and does not end the render', async () => {
  const texts: readonly unknown[] = ['a', undefined]; // as an app's server may send them
  renderWithEmbedder(<Code texts={texts as readonly string[]} />, scriptedEmbedder());
  await screen.findByText('invalid-input');
});
