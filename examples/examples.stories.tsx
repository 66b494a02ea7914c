import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, waitFor, within } from 'storybook/test';
import { thePerson } from '../.storybook/person.js';
import { shows } from '../.storybook/shows.js';
import { WithModel } from '../.storybook/WithModel.js';
import { CommandPalette as CommandPaletteExample } from './CommandPalette/CommandPalette.js';
import { DuplicateFinder as DuplicateFinderExample } from './DuplicateFinder/DuplicateFinder.js';
import { EmojiPicker as EmojiPickerExample } from './EmojiPicker/EmojiPicker.js';
import { HeaderSearch as HeaderSearchExample } from './HeaderSearch/HeaderSearch.js';
import { HelpCenter as HelpCenterExample } from './HelpCenter/HelpCenter.js';
import { MapOfNotes as MapOfNotesExample } from './MapOfNotes/MapOfNotes.js';
import { ProductCatalog as ProductCatalogExample } from './ProductCatalog/ProductCatalog.js';
import { RelatedNotes as RelatedNotesExample } from './RelatedNotes/RelatedNotes.js';

const meta = {
  title: 'Examples',
  parameters: { wide: true },
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

type Role = 'combobox' | 'searchbox';

/** A person asks, and the row that is meant comes first. Emojis take a while: there are hundreds. */
async function find({ canvasElement }: Played, query: string, row: RegExp, role: Role): Promise<void> {
  const canvas = within(canvasElement);
  const person = thePerson();
  await person.click(await canvas.findByRole(role));
  await person.press(query);
  const isList = role === 'searchbox';
  const first = () => canvas.queryAllByRole(isList ? 'listitem' : 'option')[0]?.textContent;
  await waitFor(() => expect(first()).toMatch(row), { timeout: 50_000 });
}

export const HeaderSearch: StoryObj = {
  render: () => <HeaderSearchExample />,
  play: async (played) => {
    await find(played, 'I cannot get in', /^(Unlock|Sign in|The login|Reset)/, 'combobox');
    const canvas = within(played.canvasElement);
    const list = canvas.getByRole('listbox');
    await expect(list.closest(':popover-open')).not.toBeNull();
    const title = canvas.getAllByRole('option')[0]?.querySelector('[data-sem-part=item-title]')?.textContent;
    await thePerson().press('{Enter}'); // the first row is active
    await waitFor(() => expect(canvas.getByRole('heading').textContent).toBe(title));
    await expect(list.closest(':popover-open')).toBeNull();
    await thePerson().press('{ArrowDown}'); // as a person would find it
    await waitFor(() => expect(list.closest(':popover-open')).not.toBeNull());
  },
};

export const HelpCenter: StoryObj = {
  render: () => <HelpCenterExample />,
  play: async (played) => {
    const canvas = within(played.canvasElement);
    await find(played, 'somebody has left our team', /Remove a member/, 'searchbox');
    await thePerson().click(canvas.getByRole('link', { name: 'Remove a member' }));
    const article = within(await canvas.findByRole('article', { name: 'Remove a member' }));
    await waitFor(() => expect(article.getAllByRole('link')).toHaveLength(2));
  },
};

export const CommandPalette: StoryObj = {
  render: () => <CommandPaletteExample />,
  play: async (played) => {
    const canvas = within(played.canvasElement);
    const isHeard = () => played.canvasElement.querySelector('[data-sem-part=shortcut]') !== null;
    await waitFor(() => expect(isHeard()).toBe(true));
    await thePerson().press('{Control>}k{/Control}');
    await waitFor(() => expect(canvas.getAllByRole('option')).toHaveLength(9)); // all of them
    await find(played, 'I cannot read this, it is too small', /Make the text larger/, 'combobox');
  },
};

export const ProductCatalog: StoryObj = {
  render: () => <ProductCatalogExample />,
  play: async (played) => {
    const canvas = within(played.canvasElement);
    const address = location.href; // of the story
    try {
      const counts = () =>
        canvas.getAllByRole('checkbox').map((box) => box.closest('label')?.textContent ?? '');
      await waitFor(() => expect(counts()).toEqual(['Camp4', 'Clothing3', 'Footwear3', 'Bags2']));
      await find(played, 'keep my feet dry', /boots|socks/, 'searchbox');
      const isReady = () =>
        played.canvasElement.querySelector('[data-state=ready][data-mode=hybrid]') !== null;
      await waitFor(() => expect(isReady()).toBe(true), { timeout: 50_000 });
      const before = counts();
      await expect(before.join()).not.toContain('Camp4'); // they follow the query
      await thePerson().click(canvas.getByRole('checkbox', { name: 'Clothing' }));
      await waitFor(() =>
        expect(canvas.getAllByRole('listitem')[0]?.textContent).toMatch(/Tarn dry socks.*€38/s),
      );
      const clothing = before.find((label) => label.startsWith('Clothing'));
      await waitFor(() => expect(`Clothing${canvas.getAllByRole('listitem').length}`).toBe(clothing)); // as counted
      await expect(counts()).toEqual(before); // a choice does not lower the counts of its own field
      const params = new URLSearchParams(location.search);
      await expect([params.get('q'), params.getAll('kind')]).toEqual(['keep my feet dry', ['Clothing']]);
    } finally {
      history.replaceState(null, '', address);
    }
  },
};

export const DuplicateFinder: StoryObj = {
  render: () => <DuplicateFinderExample />,
  play: shows(/\d\.\d\dThe app crashes when I open a photoOpening a picture/),
};

export const EmojiPicker: StoryObj = {
  render: () => <EmojiPickerExample />,
  play: async (played) => {
    await find(played, 'hilarious', /laughing/, 'combobox');
    const canvas = within(played.canvasElement);
    await thePerson().press('{Enter}{ArrowDown}{Enter}'); // it stays open
    await waitFor(() =>
      expect(canvas.getByRole('status', { name: 'Message' }).textContent).toMatch(/^Well done \S{2}$/u),
    );
    await expect(canvas.getAllByRole('option').length).toBeGreaterThan(1);
  },
};

export const RelatedNotes: StoryObj = {
  render: () => <RelatedNotesExample />,
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement);
    const related = () => within(canvas.getByRole('region', { name: 'Related notes' }));
    await waitFor(() => expect(related().getAllByRole('listitem')).toHaveLength(3), { timeout: 30_000 });
    await expect(
      related()
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent)
        .join(),
    ).toMatch(/basil|Compost/);
    const before = related().getAllByRole('listitem')[0]?.textContent;
    await thePerson().click(canvas.getByRole('button', { name: 'Ask for a receipt at the hotel' }));
    await waitFor(() => expect(related().getAllByRole('listitem')[0]?.textContent).not.toBe(before));
    await expect(related().getByRole('heading').textContent).toBe('Ask for a receipt at the hotel');
  },
};

export const MapOfNotes: StoryObj = {
  render: () => <MapOfNotesExample />,
  play: shows(/Notes.*Garden.*Trips.*Health.*As a table/s),
};
