import type { Meta, StoryObj } from '@storybook/react-vite';
import { WithModel } from '../../.storybook/WithModel.js';
import { CommandPalette as CommandPaletteExample } from './CommandPalette.js';
import { DuplicateFinder as DuplicateFinderExample } from './DuplicateFinder.js';
import { EmojiSearch as EmojiSearchExample } from './EmojiSearch.js';
import { Faq as FaqExample } from './Faq.js';
import { ProductFilter as ProductFilterExample } from './ProductFilter.js';

const meta = {
  title: 'Examples',
  decorators: (Shown) => (
    <WithModel>
      <Shown />
    </WithModel>
  ),
} satisfies Meta;
export default meta;

export const Faq: StoryObj = { render: () => <FaqExample /> };
export const CommandPalette: StoryObj = { render: () => <CommandPaletteExample /> };
export const ProductFilter: StoryObj = { render: () => <ProductFilterExample /> };
export const DuplicateFinder: StoryObj = { render: () => <DuplicateFinderExample /> };
export const EmojiSearch: StoryObj = { render: () => <EmojiSearchExample /> };
