import { expect, waitFor } from 'storybook/test';
import { untilStill } from './untilStill.js';

interface Played {
  readonly canvasElement: HTMLElement;
}

/** A play function that waits until a story shows what it is about and stands still, which is when axe looks at it. */
export const shows =
  (text: RegExp) =>
  async ({ canvasElement }: Played): Promise<void> => {
    await waitFor(() => expect(canvasElement.textContent).toMatch(text), { timeout: 30_000 });
    await untilStill();
  };
