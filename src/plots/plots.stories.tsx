import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelStatus, useEmbeddings } from 'react-embeddings';
import { EmbeddingMap, fromUmap, type MapLayout, SimilarityHeatmap } from 'react-embeddings/plots';
import { expect, waitFor, within } from 'storybook/test';
import { UMAP } from 'umap-js';
import { thePerson } from '../../.storybook/person.js';
import { shows } from '../../.storybook/shows.js';
import { foods, notices, skies, trips } from '../../.storybook/texts.js';
import { WithModel } from '../../.storybook/WithModel.js';
import { randomNumbers } from '../../tools/random.mjs';

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

/** Waits until the points have their coordinates. */
const laidOut =
  (text: RegExp) =>
  async (played: { readonly canvasElement: HTMLElement }): Promise<void> => {
    await shows(text)(played);
    const plane = within(played.canvasElement).getByRole('application');
    await waitFor(() => expect(plane.getAttribute('aria-busy')).toBe('false'), { timeout: 30_000 });
  };

const NOTICES = /Notices, food and weather.*Workshop.*Food.*Weather.*As a table/s;

/** 4,000 sentences of four kinds, and vectors of each kind around a place of its own; a few lie far away. */
const kinds = [notices, foods, skies, trips];
const random = randomNumbers(7);
const many = Array.from({ length: 4_000 }, (_, i) => {
  const kind = i % kinds.length;
  const list = kinds[kind] ?? [];
  return {
    text: `${list[random(list.length)]} (${i})`,
    vector: Float32Array.from({ length: 32 }, (__, axis) => {
      const spread = (random(1_000) + random(1_000) + random(1_000)) / 3_000 - 0.5;
      return spread + (axis % kinds.length === kind ? 0.9 : 0) + (i % 1_000 === 0 ? 1.5 : 0);
    }),
  };
});
const manyTexts = many.map(({ text }) => text);
const manyVectors = many.map(({ vector }) => vector);

const Many = () => <EmbeddingMap vectors={manyVectors} texts={manyTexts} label="Sentences of four kinds" />;

/** Texts as points: like ones are close to each other. */
export const Points: StoryOf = { args: { kind: 'map' }, play: laidOut(NOTICES) };

/** By UMAP, of the package umap-js: neighbors stay neighbors. */
export const Umap: StoryOf = {
  args: { kind: 'map', layout: fromUmap(UMAP, { nNeighbors: 5 }) },
  play: laidOut(NOTICES),
};

/** Coordinates cannot be found. */
export const NoCoordinates: StoryOf = {
  args: { kind: 'map', layout: () => Promise.reject(new Error('The worker of the map cannot be loaded.')) },
  play: shows(/The worker of the map cannot be loaded/),
};

/** The buttons of the legend hide groups: arrows pass over hidden points. */
export const LegendHidesAGroup: StoryOf = {
  args: { kind: 'map' },
  play: async (played) => {
    await laidOut(NOTICES)(played);
    const canvas = within(played.canvasElement);
    const press = (keys: string) => thePerson().press(keys);
    const [workshop, food] = [/Workshop/, /Food/].map((name) => canvas.getByRole('button', { name }));
    for (const button of [workshop, food]) {
      button?.focus();
      await press(' ');
      await waitFor(() => expect(button?.getAttribute('aria-pressed')).toBe('false'));
    }
    canvas.getByRole('application').focus();
    for (const key of ['{ArrowRight}', '{ArrowDown}', '{ArrowLeft}', '{ArrowUp}', '{ArrowRight}']) {
      await press(key);
      await expect(canvasPoint(played)).toMatch(/, Weather$/);
    }
    workshop?.focus();
    await press('{Enter}');
    await waitFor(() => expect(workshop?.getAttribute('aria-pressed')).toBe('true'));
  },
};

const canvasPoint = ({ canvasElement }: { readonly canvasElement: HTMLElement }) =>
  canvasElement.querySelector('[data-sem-part=point]')?.textContent;

/** Each text with each. */
export const Heatmap: StoryOf = {
  args: { kind: 'heatmap' },
  play: shows(/How alike they are.*Pancakes.*0\.\d\d/s),
};

/** Thousands of points use the plane; without groups their clusters are named by the words that set them apart. */
export const ManyPoints: StoryOf = {
  args: { kind: 'map' },
  render: () => <Many />,
  play: laidOut(/Sentences of four kinds/),
};
