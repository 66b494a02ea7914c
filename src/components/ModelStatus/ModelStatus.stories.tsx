import type { Meta, StoryObj } from '@storybook/react-vite';
import { useEffect, useState } from 'react';
import {
  createEmbedder,
  EmbedderBoundary,
  type EmbedderOptions,
  EmbedderProvider,
  ModelStatus,
  useSuspenseEmbedding,
} from 'react-embeddings';
import { modelsUrl } from '../../../.storybook/modelsUrl.js';
import { bundled, down, never, scriptedLoad } from '../../../.storybook/scripted.js';
import { shows } from '../../../.storybook/shows.js';

interface StoryProps {
  readonly embedder: EmbedderOptions;
  readonly variant?: 'compact' | 'full';
  readonly load?: boolean;
  /** A component that suspends, in the place of the status. */
  readonly boundary?: boolean;
}

/** The status of an embedder that lives as long as the story. */
function Story({ embedder: options, variant = 'full', load = true, boundary = false }: StoryProps) {
  const [embedder] = useState(() => createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl, ...options }));
  useEffect(() => {
    if (load) embedder.load().catch(() => {}); // reported in its state
  }, [embedder, load]);
  return (
    <EmbedderProvider embedder={embedder}>
      {boundary ? (
        <EmbedderBoundary>
          <Numbers />
        </EmbedderBoundary>
      ) : (
        <ModelStatus variant={variant} />
      )}
    </EmbedderProvider>
  );
}

const Numbers = () => <p>A text has become {useSuspenseEmbedding('The first frost').data.length} numbers.</p>;

const meta = { title: 'ModelStatus', component: Story } satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

const total = 23_322_748;
/** A download that goes on at two megabytes a second, and then stops. */
const downloading = scriptedLoad((_, onProgress) => {
  onProgress({ phase: 'downloading', loaded: 7_000_000, total });
  setTimeout(() => onProgress({ phase: 'downloading', loaded: 9_300_000, total }), 1_150);
  return never;
});

/** Nothing has been asked of the model. */
export const Idle: StoryOf = {
  args: { embedder: bundled, load: false },
  play: shows(/Search by meaning is off.*Turn on/s),
};

/** The first visit, in one line. */
export const Downloading: StoryOf = {
  args: { embedder: downloading, variant: 'compact' },
  play: shows(/9\.3\sMB of 23\sMB.*Cancel/s),
};

/** The first visit, with how fast it goes. */
export const DownloadingInFull: StoryOf = {
  args: { embedder: downloading },
  play: shows(/9\.3\sMB of 23\sMB.*Cancel.*MB a second, .* left/s),
};

/** A later visit. */
export const Reading: StoryOf = {
  args: {
    variant: 'compact',
    embedder: scriptedLoad((_, onProgress) => {
      onProgress({ phase: 'reading', loaded: 9_300_000, total });
      return never;
    }),
  },
  play: shows(/Preparing search by meaning/),
};

/** The bundled model. */
export const Ready: StoryOf = {
  args: { embedder: bundled },
  play: shows(/Search by meaning is ready/),
};

/** onnxruntime-web does the work, and the full variant says why. */
export const OtherRuntime: StoryOf = {
  args: {
    embedder: scriptedLoad(async () => ({
      runtime: 'onnxruntime',
      encoderUnsupported: { code: 'backend-unavailable', message: 'The graph is no BERT.', details: {} },
      persistError: { code: 'quota-exceeded', message: 'The disk is full.', details: {} },
    })),
  },
  play: shows(/onnxruntime.*no BERT.*The disk is full/s),
};

/** Words are compared instead. The line says so too. */
export const FellBack: StoryOf = {
  args: { embedder: scriptedLoad(() => Promise.reject(down), { backends: ['cpu', 'hash'] }) },
  play: shows(/by words.*Try again.*Not cpu: The server/s),
};

/** Nothing could be loaded. */
export const Failed: StoryOf = {
  args: { variant: 'compact', embedder: scriptedLoad(() => Promise.reject(down)) },
  play: shows(/could not start.*Try again.*The server cannot be reached/s),
};

/** What suspends, when its vector is there. */
export const Boundary: StoryOf = {
  args: { embedder: bundled, boundary: true },
  play: shows(/A text has become 384 numbers/),
};

/** What suspends, when there will be no vector. */
export const BoundaryFailed: StoryOf = {
  args: { embedder: scriptedLoad(() => Promise.reject(down)), boundary: true },
  parameters: { reports: /cannot be reached/ }, // React reports what a boundary catches
  play: shows(/The server cannot be reached.*Try again/s),
};
