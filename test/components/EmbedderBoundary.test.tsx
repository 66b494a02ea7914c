import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Component, type ReactNode } from 'react';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { EmbedderBoundary, EmbedError, useSuspenseEmbedding } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers } from '../support/scriptedWorker.js';

const Length = () => <p>{useSuspenseEmbedding('cat').data.length} numbers</p>;

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // React reports what a boundary catches
  onTestFinished(() => void vi.restoreAllMocks());
});

/** Workers whose load fails until it is repaired. */
function failing() {
  const server = { isDown: true };
  const workers = lookUpWorkers({ cat: [1] }, undefined, async () => {
    if (server.isDown) throw new EmbedError('model-load-failed', 'The server is down.');
    return { runtime: 'encoder' };
  });
  return { server, workers };
}

test('waits with a fallback, and then shows what is below', async () => {
  renderWithEmbedder(
    <EmbedderBoundary fallback={<p>A moment</p>}>
      <Length />
    </EmbedderBoundary>,
    scriptedEmbedder(lookUpWorkers({ cat: [1] })),
  );
  expect(screen.getByText('A moment')).toBeTruthy();
  await screen.findByText('384 numbers');
});

test('a failed load is an alert with the reason, and a way to try again', async () => {
  const { server, workers } = failing();
  renderWithEmbedder(
    <EmbedderBoundary>
      <Length />
    </EmbedderBoundary>,
    scriptedEmbedder(workers),
  );
  const reason = await screen.findByText('The server is down.', { selector: 'span' }); // no longer the fallback
  expect(reason.closest('[role=alert]')).toBeTruthy();
  server.isDown = false;
  await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('384 numbers');
});

test('the error can be shown otherwise', async () => {
  renderWithEmbedder(
    <EmbedderBoundary renderError={({ code }) => <p>{code}</p>}>
      <Length />
    </EmbedderBoundary>,
    scriptedEmbedder(failing().workers),
  );
  await screen.findByText('model-load-failed');
});

function Broken(): ReactNode {
  throw new Error('not ours');
}

class Outer extends Component<{ readonly children: ReactNode }> {
  override state = { message: '' };
  static getDerivedStateFromError = ({ message }: Error) => ({ message });
  override render = () => this.state.message || this.props.children;
}

test('other errors go on to the boundary above', () => {
  renderWithEmbedder(
    <Outer>
      <EmbedderBoundary>
        <Broken />
      </EmbedderBoundary>
    </Outer>,
    scriptedEmbedder(),
  );
  expect(screen.getByText('not ours')).toBeTruthy();
});
