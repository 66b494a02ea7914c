import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, waitFor, within } from 'storybook/test';
import { thePerson } from '../.storybook/person.js';
import { shows } from '../.storybook/shows.js';
import { WithModel } from '../.storybook/WithModel.js';
import { CommandPalette as CommandPaletteExample } from './CommandPalette/CommandPalette.js';
import { DuplicateFinder as DuplicateFinderExample } from './DuplicateFinder/DuplicateFinder.js';
import { EmojiSearch as EmojiSearchExample } from './EmojiSearch/EmojiSearch.js';
import { Faq as FaqExample } from './Faq/Faq.js';
import { MapOfNotes as MapOfNotesExample } from './MapOfNotes/MapOfNotes.js';
import { ProductFilter as ProductFilterExample } from './ProductFilter/ProductFilter.js';

const meta = {
  title: 'Examples',
  decorators: (Shown) => (
    <WithModel>
      <Shown />
    </WithModel>
  ),
} satisfies Meta;
export default meta;

interface Played {
  readonly canvasElement: HTMLElement;
}

/** A person asks, and the row that is meant comes first. Emojis take a while: there are hundreds. */
const finds =
  (query: string, row: RegExp, role: 'combobox' | 'searchbox' = 'combobox') =>
  async ({ canvasElement }: Played): Promise<void> => {
    const canvas = within(canvasElement);
    const person = thePerson();
    await person.click(canvas.getByRole(role));
    await person.press(query);
    const isList = role === 'searchbox';
    const first = () => canvas.queryAllByRole(isList ? 'listitem' : 'option')[0]?.textContent;
    await waitFor(() => expect(first()).toMatch(row), { timeout: 50_000 });
  };

export const Faq: StoryObj = {
  render: () => <FaqExample />,
  play: finds('my login does not work', /How do I change my password/),
};

export const CommandPalette: StoryObj = {
  render: () => <CommandPaletteExample />,
  play: finds('I cannot read this, it is too small', /Make the text larger/),
};

export const ProductFilter: StoryObj = {
  render: () => <ProductFilterExample />,
  play: finds('shoes for the mountains', /Hiking boots, 160 €/, 'searchbox'),
};

export const DuplicateFinder: StoryObj = {
  render: () => <DuplicateFinderExample />,
  play: shows(/\d\.\d\d: The app crashes when I open a photo \/ Opening a picture/),
};

export const EmojiSearch: StoryObj = {
  render: () => <EmojiSearchExample />,
  play: finds('hilarious', /laughing/),
};

export const MapOfNotes: StoryObj = {
  render: () => <MapOfNotesExample />,
  play: shows(/Notes.*Garden.*Trips.*Health.*As a table/s),
};
