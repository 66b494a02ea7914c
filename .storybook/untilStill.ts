/** Resolves when nothing within an element fades or slides in any more. What is cancelled has ended too. */
export async function untilStill(within: Element = document.documentElement): Promise<void> {
  const moving = within
    .getAnimations({ subtree: true })
    .filter(
      ({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().iterations === 1,
    );
  if (moving.length === 0) return;
  await Promise.allSettled(moving.map(({ finished }) => finished));
  await untilStill(within);
}
