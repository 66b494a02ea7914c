import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelStatus, useEmbeddings } from 'react-embeddings';
import { EmbeddingMap, fromUmap, type MapLayout, SimilarityHeatmap } from 'react-embeddings/plots';
import { expect, waitFor, within } from 'storybook/test';
import { UMAP } from 'umap-js';
import { shows } from '../../.storybook/shows.js';
import { foods, notices, skies } from '../../.storybook/texts.js';
import { WithModel } from '../../.storybook/WithModel.js';

const texts = [...notices, ...foods, ...skies];
const groups = [...notices.map(() => 'Workshop'), ...foods.map(() => 'Food'), ...skies.map(() => 'Weather')];

interface StoryProps {
  readonly kind: 'map' | 'heatmap';
  readonly layout?: MapLayout;
}

function Story({ kind, layout }: StoryProps) {
  const shown = kind === 'map' ? texts : [...foods, ...skies];
  const { data: vectors } = useEmbeddings(shown);
  if (!vectors) return <ModelStatus />;
  if (kind === 'map')
    return (
      <EmbeddingMap
        vectors={vectors}
        texts={shown}
        groups={groups}
        label="Notices, food and weather"
        {...(layout && { layout })}
      />
    );
  return <SimilarityHeatmap vectors={vectors} texts={shown} label="How alike they are" />;
}

const meta = {
  title: 'Plots',
  component: Story,
  decorators: (Shown) => (
    <WithModel>
      <Shown />
    </WithModel>
  ),
} satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

/** Waits until the points have their places. */
async function laidOut(played: { readonly canvasElement: HTMLElement }): Promise<void> {
  await shows(/Notices, food and weather.*Workshop.*Food.*Weather.*As a table/s)(played);
  const plane = within(played.canvasElement).getByRole('application');
  await waitFor(() => expect(plane.getAttribute('aria-busy')).toBe('false'), { timeout: 10_000 });
}

/** Texts as points: like ones are close to each other. */
export const Points: StoryOf = { args: { kind: 'map' }, play: laidOut };

/** By UMAP, of the package umap-js: neighbors stay neighbors. */
export const Umap: StoryOf = {
  args: { kind: 'map', layout: fromUmap(UMAP, { nNeighbors: 5 }) },
  play: laidOut,
};

/** Places cannot be found. */
export const NoPlaces: StoryOf = {
  args: { kind: 'map', layout: () => Promise.reject(new Error('The worker of the map cannot be loaded.')) },
  play: shows(/The worker of the map cannot be loaded/),
};

/** Each text with each. */
export const Heatmap: StoryOf = {
  args: { kind: 'heatmap' },
  play: shows(/How alike they are.*Pancakes.*1\.00/s),
};
