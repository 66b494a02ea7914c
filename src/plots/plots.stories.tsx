import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelStatus, useEmbeddings } from 'react-embeddings';
import { EmbeddingMap, SimilarityHeatmap } from 'react-embeddings/plots';
import { shows } from '../../.storybook/shows.js';
import { foods, notices, skies } from '../../.storybook/texts.js';
import { WithModel } from '../../.storybook/WithModel.js';

const texts = [...notices, ...foods, ...skies];
const groups = [...notices.map(() => 'Workshop'), ...foods.map(() => 'Food'), ...skies.map(() => 'Weather')];

function Story({ kind }: { readonly kind: 'map' | 'heatmap' }) {
  const shown = kind === 'map' ? texts : [...foods, ...skies];
  const { data: vectors } = useEmbeddings(shown);
  if (!vectors) return <ModelStatus />;
  if (kind === 'map')
    return <EmbeddingMap vectors={vectors} texts={shown} groups={groups} label="Notices, food and weather" />;
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

/** Texts as points: like ones are close to each other. */
export const Points: StoryOf = {
  args: { kind: 'map' },
  play: shows(/Notices, food and weather.*Workshop.*Food.*Weather.*As a table/s),
};

/** Each text with each. */
export const Heatmap: StoryOf = {
  args: { kind: 'heatmap' },
  play: shows(/How alike they are.*Pancakes.*1\.00/s),
};
