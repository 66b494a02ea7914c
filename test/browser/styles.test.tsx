import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import reboot from 'bootstrap/dist/css/bootstrap-reboot.css?raw';
import { StrictMode } from 'react';
import preflight from 'tailwindcss/preflight.css?raw';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import { EmbedderProvider, Highlight, type Presentation, SemanticSearch } from '../../src/index.js';
import stylesheet from '../../src/styles.css?raw';

// The stylesheet in pages that have one of their own.
afterEach(cleanup);
beforeAll(() => page.viewport(1_000, 700)); // wider than the search, so that nothing scrolls

const NOTES = ['Buy milk and bread', 'The bread is in the oven', 'Call the dentist'];
const FONT = '16px/1.5 sans-serif'; // resets choose another one

function put(css: string): void {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.prepend(style);
  onTestFinished(() => style.remove());
}

/** A search for "bread", whose first hit is active. */
async function searchFor(
  attributes: Readonly<Record<string, string>> = {},
  presentation?: Presentation,
): Promise<HTMLElement> {
  render(
    <StrictMode>
      <div style={{ font: FONT, inlineSize: '600px', position: 'absolute', inset: '0 auto auto 0' }}>
        <div {...attributes}>
          <EmbedderProvider backends={['hash']}>
            <SemanticSearch
              items={NOTES}
              label="Notes"
              mode="lexical"
              presentation={presentation}
              defaultOpen
            >
              {(hit) => <Highlight hit={hit} />}
            </SemanticSearch>
          </EmbedderProvider>
        </div>
      </div>
    </StrictMode>,
  );
  await userEvent.type(await screen.findByRole('combobox'), 'bread');
  await screen.findAllByRole('option');
  await userEvent.keyboard('{ArrowDown}');
  const root = screen.getByRole('search');
  await Promise.all(root.getAnimations({ subtree: true }).map((animation) => animation.finished)); // a popover slides in
  return root;
}

/** Where each part is, to half a pixel. */
function boxesOf(root: HTMLElement): readonly string[] {
  return [root, ...root.querySelectorAll('[data-sem-part]')].map((part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    const box = [x, y, width, height].map((value) => Math.round(value * 2) / 2);
    return `${part.getAttribute('data-sem-part')} ${box.join(' ')}`;
  });
}

const RESETS = {
  'the reset that many sites have': '*, ::before, ::after { margin: 0; padding: 0; box-sizing: border-box }',
  'the preflight of Tailwind': preflight,
  'the reboot of Bootstrap': reboot,
  // CssBaseline of @mui/material 7, but for the page's letters.
  'the baseline of MUI': `html { box-sizing: border-box; -webkit-text-size-adjust: 100% }
    *, *::before, *::after { box-sizing: inherit } strong, b { font-weight: 700 }
    body { margin: 0; background-color: #fff } body::backdrop { background-color: #fff }`,
};
const PRESENTATIONS = ['inline', 'popover', 'dialog'] as const;

describe('each part is where it is without a stylesheet of the page', () => {
  const cases = Object.entries(RESETS).flatMap(([name, css]) =>
    PRESENTATIONS.map((presentation) => ({ name, css, presentation })),
  );

  test.for(cases)('under $name, $presentation', async ({ css, presentation }) => {
    put(stylesheet);
    const alone = boxesOf(await searchFor({}, presentation));
    cleanup();
    put(css); // before ours: what comes first loses, where both weigh the same
    expect(boxesOf(await searchFor({}, presentation))).toEqual(alone);
  });
});

test('on a page from right to left each line keeps the direction of its words, and begins at the right', async () => {
  put(stylesheet);
  const root = await searchFor({ dir: 'rtl' });
  const count = root.querySelector('[data-sem-part="count"]');
  const row = root.querySelector('[data-sem-part="item"]');
  for (const part of [count, row]) {
    if (!part?.firstChild) throw new Error('the part is not there');
    const { unicodeBidi, textAlign } = getComputedStyle(part);
    expect([unicodeBidi, textAlign]).toEqual(['plaintext', 'right']);
  }
});

test('a class of the app wins over it', async () => {
  put('.title { padding: 40px }');
  put(stylesheet); // `put` puts it before the app's
  render(
    <div data-sem-part="count" className="title">
      3 results
    </div>,
  );
  expect(getComputedStyle(screen.getByText('3 results')).paddingTop).toBe('40px');
});

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** The red, green and blue of any CSS color over another one, as the screen shows them: 0 to 255. */
function pixel(...colors: readonly string[]): readonly number[] {
  if (!canvas) throw new Error('there is no canvas');
  for (const color of colors) {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
  }
  return [...canvas.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
}

/** WCAG 2.2: relative luminance of an sRGB color. */
function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2: the contrast of two colors, from 1 to 21. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.for([
  ['light', '#ffffff', {}],
  ['dark', '#121212', { 'data-theme': 'dark' }],
] as const)('on a page that is %s', ([, page, attributes]) => {
  const partOf = (root: HTMLElement, name: string) => {
    const part = root.querySelector<HTMLElement>(`[data-sem-part="${name}"]`);
    if (!part) throw new Error(`there is no part ${name}`);
    return part;
  };

  test('what is the only sign of something has a contrast of 3 and more', async () => {
    put(stylesheet);
    const root = await searchFor(attributes);
    const field = getComputedStyle(partOf(root, 'field'));
    const active = root.querySelector<HTMLElement>('[data-active]');
    if (!active) throw new Error('no row is active');
    const row = getComputedStyle(active).backgroundColor;
    const { inlineSize, backgroundColor: bar } = getComputedStyle(active, '::before'); // as they are now
    await userEvent.click(document.body); // without the ring of the focus
    const edge = getComputedStyle(partOf(root, 'field')).borderTopColor;
    expect(contrast(pixel(edge), pixel(field.backgroundColor))).toBeGreaterThanOrEqual(3);
    expect(contrast(pixel(edge), pixel(page))).toBeGreaterThanOrEqual(3);
    expect(inlineSize).toBe('4px');
    expect(contrast(pixel(bar), pixel(row))).toBeGreaterThanOrEqual(3);
  });

  test('text has a contrast of 4.5 and more, on every ground that it stands on', async () => {
    put(stylesheet);
    const root = await searchFor(attributes);
    const active = getComputedStyle(root.querySelector<HTMLElement>('[data-active]') ?? root);
    const mark = getComputedStyle(partOf(root, 'mark'));
    const count = getComputedStyle(partOf(root, 'count'));
    expect(contrast(pixel(active.color), pixel(active.backgroundColor))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(pixel(mark.color), pixel(mark.backgroundColor))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(pixel(count.color), pixel(page))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(pixel(count.color), pixel(active.backgroundColor))).toBeGreaterThanOrEqual(4.5);
  });
});
