import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LoadProgress } from '../../../src/engine/embedder/stateTypes.js';
import { defer } from '../../../src/engine/utils/promises.js';
import { type Embedder, EmbedError, ModelStatus, type ModelStatusProps } from '../../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { scriptedWorkers } from '../../support/scriptedWorker.js';

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {}); // of a fallback
  onTestFinished(() => void vi.restoreAllMocks());
});

const down = new EmbedError('model-load-failed', 'The server is down.');

function show(embedder: Embedder, props: ModelStatusProps = {}) {
  return renderWithEmbedder(<ModelStatus {...props} />, embedder);
}

/** A load that goes on as a test says. */
function heldLoad() {
  const started = defer<(progress: LoadProgress) => void>();
  const end = defer<{ readonly runtime: 'encoder' }>();
  const workers = scriptedWorkers({
    load: (_, onProgress) => {
      started.resolve(onProgress);
      return end.promise;
    },
  });
  return { workers, started: started.promise, end };
}

const downloading = (loaded: number): LoadProgress => ({ phase: 'downloading', loaded, total: 20_000_000 });

describe('a load', () => {
  test('shows its bytes, and can be cancelled and tried again', async () => {
    const { workers, started } = heldLoad();
    const embedder = scriptedEmbedder(workers);
    show(embedder);
    const load = embedder.load().catch(() => {});
    (await started)(downloading(5_000_000));
    const bar = await screen.findByRole<HTMLProgressElement>('progressbar', {
      name: 'Preparing search by meaning, 5.0\u00a0MB of 20\u00a0MB',
    });
    expect(bar.value).toBe(0.25);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await load;
    expect(screen.getByRole('alert').textContent).toContain('The download was cancelled');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(workers.counts.started).toBe(2));
  });

  test('from the store says so, and has no end that is known', async () => {
    const { workers, started } = heldLoad();
    const embedder = scriptedEmbedder(workers);
    show(embedder);
    embedder.load().catch(() => {});
    (await started)({ ...downloading(1), phase: 'reading' });
    const bar = await screen.findByRole('progressbar', {
      name: 'Preparing search by meaning',
    });
    expect(bar.hasAttribute('value')).toBe(false);
  });

  test('that is over at once is not shown', async () => {
    const embedder = scriptedEmbedder();
    const { container } = show(embedder);
    const seen: string[] = [];
    new MutationObserver(() => seen.push(container.textContent ?? '')).observe(container, {
      childList: true,
      subtree: true,
    });
    await act(() => embedder.load());
    expect(seen.join('')).toBe('');
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  test('in full tells how fast it is and how long it will take', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(10_000);
    const { workers, started } = heldLoad();
    const embedder = scriptedEmbedder(workers);
    show(embedder, { variant: 'full' });
    embedder.load().catch(() => {});
    const onProgress = await started;
    onProgress(downloading(0));
    await screen.findByRole('progressbar', { name: /0\.0\sMB of/ });
    await act(async () => {}); // an effect has seen the time
    now.mockReturnValue(12_000);
    onProgress(downloading(4_000_000));
    await screen.findByText(/^2\.0\sMB a second, a few seconds left$/);
  });

  test('is said at each quarter', async () => {
    const { workers, started } = heldLoad();
    const embedder = scriptedEmbedder(workers);
    show(embedder);
    embedder.load().catch(() => {});
    const onProgress = await started;
    onProgress(downloading(5_500_000));
    const quarter = 'Preparing search by meaning, 5.0\u00a0MB of 20\u00a0MB';
    const said = () => screen.getByRole('status').textContent;
    await waitFor(() => expect(said()).toBe(quarter));
    onProgress(downloading(9_900_000));
    await screen.findByRole('progressbar', { name: /9\.9\sMB of/ });
    expect(said()).toBe(quarter);
    onProgress(downloading(10_000_000));
    await waitFor(() => expect(said()).toMatch(/10\sMB of/));
  });
});

describe('when it is over', () => {
  test('a failure is an alert with its reason', async () => {
    const embedder = scriptedEmbedder(scriptedWorkers({ load: () => Promise.reject(down) }));
    show(embedder);
    await act(() => embedder.load().catch(() => {}));
    expect(screen.getByRole('alert').textContent).toContain('The server is down.');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  test('the compact one has nothing to say of a model that is ready, and the full variant says so, and names it in its details', async () => {
    const embedder = scriptedEmbedder();
    const { container, rerender } = show(embedder);
    await act(() => embedder.load());
    expect(container.textContent).toBe('');
    rerender(<ModelStatus variant="full" />);
    expect(screen.getByText('Search by meaning is ready')).toBeTruthy();
    expect(screen.getByText('Details')).toBeTruthy();
    expect(screen.getByText('In use: all-MiniLM-L6-v2 (cpu, encoder)')).toBeTruthy();
  });

  test('a fallback says why, and can try the better one again', async () => {
    let isDown = true;
    const workers = scriptedWorkers({
      load: () => (isDown ? Promise.reject(down) : Promise.resolve({ runtime: 'encoder' })),
    });
    const embedder = scriptedEmbedder(workers, { backends: ['cpu', 'hash'] });
    show(embedder, { variant: 'full' });
    await act(() => embedder.load());
    expect(screen.getByText('Searching by words only')).toBeTruthy();
    expect(screen.getByText('Not cpu: The server is down.')).toBeTruthy();
    isDown = false;
    await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText(/is ready/);
  });

  test('in full it tells why the encoder is not used, and why the files are not kept', async () => {
    const wire = (message: string) => ({ code: 'backend-unavailable', message, details: {} }) as const;
    const workers = scriptedWorkers({
      load: async () => ({
        runtime: 'onnxruntime',
        encoderUnsupported: wire('It is no BERT.'),
        persistError: wire('The disk is full.'),
      }),
    });
    const embedder = scriptedEmbedder(workers);
    show(embedder, { variant: 'full' });
    await act(() => embedder.load());
    expect(Array.from(document.querySelectorAll('li'), (item) => item.textContent).slice(1)).toEqual([
      'Not the faster encoder: It is no BERT.',
      'Not stored for the next visit: The disk is full.',
    ]);
  });

  test('before anything was asked, the full variant offers to load it', async () => {
    show(scriptedEmbedder(), { variant: 'full' });
    await userEvent.setup().click(screen.getByRole('button', { name: 'Turn on' }));
    await screen.findByText(/is ready/);
  });
});

test('its words can be others', async () => {
  show(scriptedEmbedder(), { variant: 'full', strings: { load: 'Laden' } });
  expect(screen.getByRole('button', { name: 'Laden' })).toBeTruthy();
});
