import type { Meta } from '@storybook/react-vite';
import { expect, waitFor } from 'storybook/test';
import {
  before,
  dialogOf,
  NoticeSearch,
  type Person,
  popover,
  type StoryOf,
} from '../../../.storybook/noticeSearch.js';
import { untilStill } from '../../../.storybook/untilStill.js';

// Where a popover lies on the page, and where a dialog ends. The tests press real keys in Chromium.

/** A field with room on both sides of it for a panel that is a little wider, and no CSS that places it. */
const STYLE = `
.narrow { inline-size: 10rem; margin-inline: 6rem; }
.narrow [data-sem-part=panel] { inline-size: 14rem; min-inline-size: 0 !important; }
.measured [data-sem-part=panel] { position-area: none !important; }`;

const AT_BOTTOM = { position: 'fixed', insetBlockEnd: 20 } as const;

const meta = {
  title: 'SemanticSearch/Placement',
  component: NoticeSearch,
  decorators: [
    (Story) => (
      <>
        <style>{STYLE}</style>
        <Story />
      </>
    ),
  ],
} satisfies Meta<typeof NoticeSearch>;
export default meta;

export const PopoverLiesOnThePageBelowTheField = popover(async (person) => {
  await expect(person.isShown()).toBe(true);
  await untilStill(); // it slides in
  const field = person.field().closest('[data-sem-part=field]')?.getBoundingClientRect();
  const panel = person.panel()?.getBoundingClientRect();
  await expect(Math.round((panel?.top ?? 0) - (field?.bottom ?? 0))).toBe(6);
  await expect(Math.abs((panel?.left ?? 0) - (field?.left ?? 0))).toBeLessThan(1);
});

/** Where the panel is, when it has slid in, and where the field is. */
async function places(person: Person): Promise<{ readonly panel: DOMRect; readonly field: DOMRect }> {
  const [panel, field] = [person.panel(), person.field().closest('[data-sem-part=field]')];
  if (!panel || !field) throw new Error('There is no popover.');
  await untilStill(panel);
  return { panel: panel.getBoundingClientRect(), field: field.getBoundingClientRect() };
}

const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1.5);

/** In a page from left to right. */
export const PopoverInRightToLeftBeginsAtTheRightEdge = popover(
  async (person) => {
    const { panel, field } = await places(person);
    await near(panel.right, field.right);
    await expect(panel.left).toBeLessThan(field.left);
  },
  { className: 'narrow', dir: 'rtl' },
);

export const PopoverFlipsAboveAFieldAtTheBottom = popover(
  async (person) => {
    const { panel, field } = await places(person);
    await near(panel.bottom, field.top - 6);
    await expect(panel.top).toBeGreaterThanOrEqual(0);
  },
  { className: 'narrow', style: AT_BOTTOM },
);

/** As in a browser without CSS anchor positioning. */
export const PopoverIsPlacedByMeasuringWhereCssDoesNot = popover(
  async (person) => {
    await waitFor(() => expect(person.panel()?.style.left).not.toBe(''));
    const below = await places(person);
    await near(below.panel.top, below.field.bottom + 6);
    await near(below.panel.left, below.field.left);
  },
  { className: 'narrow measured' },
);

export const PopoverIsMeasuredAboveAFieldAtTheBottomAndFromTheRightInRightToLeft = popover(
  async (person) => {
    await waitFor(() => expect(person.panel()?.style.left).not.toBe(''));
    const { panel, field } = await places(person);
    await near(panel.bottom, field.top - 6);
    await near(panel.right, field.right);
  },
  { className: 'narrow measured', style: AT_BOTTOM, dir: 'rtl' },
);

export const DialogEndsAboveAKeyboardOnTheScreen: StoryOf = {
  args: { presentation: 'dialog', emptyQuery: 'all' },
  play: async (played) => {
    const person = before(played);
    const viewport = window.visualViewport as VisualViewport;
    await person.pressHotkey('/');
    await waitFor(() => expect(person.rows().length).toBeGreaterThan(3));
    await untilStill(); // it slides in
    const bottom = () => Math.round(dialogOf(played)?.getBoundingClientRect().bottom ?? 0);
    const whole = bottom();
    const seen = Math.round(innerHeight / 3); // a keyboard takes the rest
    Object.defineProperty(viewport, 'height', { configurable: true, value: seen });
    try {
      viewport.dispatchEvent(new Event('resize'));
      await waitFor(() => expect(bottom()).toBeLessThan(seen));
      const list = person.canvas.getByRole('listbox');
      await expect(list.getBoundingClientRect().bottom).toBeLessThan(seen);
      await expect(list.scrollHeight).toBeGreaterThan(list.clientHeight); // all rows can be reached
    } finally {
      Reflect.deleteProperty(viewport, 'height');
      viewport.dispatchEvent(new Event('resize'));
    }
    await waitFor(() => expect(Math.abs(bottom() - whole)).toBeLessThan(2)); // its top is rounded anew
  },
};
