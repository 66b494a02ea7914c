import { expect, waitFor } from 'storybook/test';

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

/** Resolves when what fades in has done so. */
async function untilStill(): Promise<void> {
  const ending = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().iterations === 1);
  await Promise.all(ending.map(({ finished }) => finished));
}
