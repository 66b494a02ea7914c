import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelStatus, useEmbeddings } from 'react-embeddings';
import { EmbeddingMap, SimilarityHeatmap } from 'react-embeddings/plots';
import { notices } from '../../.storybook/texts.js';
import { WithModel } from '../../.storybook/WithModel.js';

const foods = ['Bread with butter', 'A bowl of lentil soup', 'Pancakes and maple syrup', 'Grilled cheese'];
const skies = ['A thunderstorm at noon', 'Fog over the harbour', 'The first snow', 'A warm evening breeze'];
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
export const Points: StoryOf = { args: { kind: 'map' } };

/** Each text with each. */
export const Heatmap: StoryOf = { args: { kind: 'heatmap' } };
