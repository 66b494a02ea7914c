import type { Box, Spot } from './measure.js';

/** Whose border is the only sign of where it can be pressed or written. */
const EDGES =
  '[data-sem-part=field], [data-sem-part=trigger], [data-sem-part=plane], [data-sem-part=error], button[data-sem-part]';
/** What is drawn below this size is hidden. */
const [MIN_WIDTH, MIN_HEIGHT] = [3, 6];
/** What has no letter or sign is too thin to have a pixel of its own color. */
const DOTS = /^[\s….,;:·–-]*$/;

/** Everything that is shown now whose contrast counts. */
export function findSpots(): readonly Spot[] {
  return [...texts(), ...fields(), ...edges(), ...rows(), ...progress(), ...icons(), ...points(), ...rings()];
}

const shown = (selector: string): readonly HTMLElement[] =>
  Array.from(document.querySelectorAll<HTMLElement>(selector)).filter((element) => element.checkVisibility());

const partOf = (element: Element | null): string =>
  element?.closest('[data-sem-part]')?.getAttribute('data-sem-part') ?? 'page';

/** Whether a box lies in the window, and nothing else lies on its middle or cuts it off. */
function isOpen({ x, y, width, height }: Box, owner: Element): boolean {
  if (x < 0 || y < 0 || x + width > innerWidth || y + height > innerHeight) return false;
  if (getComputedStyle(owner).pointerEvents === 'none') return true; // the browser does not tell
  const places = [y + height / 2, y + 1, y + height - 1];
  return places.every((place) => owner.contains(document.elementFromPoint(x + width / 2, place)));
}

const nameOf = (element: Element): string => {
  const state = element.closest('[data-active]')
    ? ' of the active row'
    : element.closest(':hover[role=option]')
      ? ' under the pointer'
      : '';
  return `${partOf(element)}${state}`;
};

function texts(): readonly Spot[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const spots: Spot[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement;
    if (!owner?.checkVisibility() || DOTS.test(node.textContent ?? '')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const ink of range.getClientRects())
      if (ink.width >= MIN_WIDTH && ink.height >= MIN_HEIGHT && isOpen(ink, owner))
        spots.push({ kind: 'text', name: nameOf(owner), ink: boxOf(ink) });
  }
  return spots;
}

/** Playwright hands over plain objects only. */
const boxOf = ({ x, y, width, height }: Box): Box => ({ x, y, width, height });

/** What stands in fields: the text of a person, or the placeholder. */
function fields(): readonly Spot[] {
  return shown('[data-sem-part=input]').flatMap((field): Spot[] => {
    const box = field.getBoundingClientRect();
    const name = field.matches(':placeholder-shown') ? 'placeholder' : 'input';
    return isOpen(box, field) ? [{ kind: 'text', name, ink: boxOf(box) }] : [];
  });
}

const dot = (x: number, y: number): Box => ({ x: x - 0.3, y: y - 0.3, width: 0.6, height: 0.6 });

/** The upper edge against what is within and around it; of an error the one at its side. */
function edges(): readonly Spot[] {
  return shown(EDGES).flatMap((element): Spot[] => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const isFocused = style.outlineStyle !== 'none' || element.querySelector(':focus-visible');
    const kind = 'part';
    const name = `edge of ${nameOf(element)}`;
    if (partOf(element) === 'error') {
      const edge = dot(box.x + 0.7, box.y + box.height / 2);
      return [{ kind, name, pair: [edge, dot(box.x + 8, box.y + box.height / 2)] }];
    }
    const width = Number.parseFloat(style.borderTopWidth);
    if (width === 0 || isFocused || !isOpen(box, element)) return [];
    const edge = { x: box.x + box.width / 2, y: box.y - 3, width: 1, height: width + 6 };
    return [{ kind, name, edge }];
  });
}

/** The bar that tells which row is active. */
function rows(): readonly Spot[] {
  return shown('[data-sem-part=item][data-active]').map((row): Spot => {
    const { left, right, top, height } = row.getBoundingClientRect();
    const side = getComputedStyle(row).direction === 'rtl' ? [right, -1] : [left, 1];
    const [start = 0, way = 1] = side;
    const y = top + height / 2;
    return {
      kind: 'part',
      name: 'bar of the active row',
      pair: [dot(start + way * 3, y), dot(start + way * 8, y)],
    };
  });
}

function progress(): readonly Spot[] {
  return shown('[data-sem-part=progress] > progress').map((bar): Spot => {
    const { left, right, top, width, height } = bar.getBoundingClientRect();
    const y = top + height / 2;
    const isKnown = bar.matches(':not(:indeterminate)');
    const name = isKnown ? 'progress' : 'progress without an end';
    if (isKnown) return { kind: 'part', name, pair: [dot(left + 4, y), dot(right - 4, y)] };
    return { kind: 'part', name, ink: { x: left + 4, y: y - 1, width: width - 8, height: 2 } };
  });
}

function icons(): readonly Spot[] {
  const glasses = shown('[data-sem-part=field]').map((field): Spot => {
    const { left, top, height } = field.getBoundingClientRect();
    const padding = Number.parseFloat(getComputedStyle(field).paddingInlineStart);
    const ink = { x: left + padding, y: top + height / 2 - 9, width: 20, height: 18 };
    return { kind: 'part', name: 'magnifying glass', ink };
  });
  const crosses = shown('[data-sem-part=clear]').map((button): Spot => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const ink = { x: left + width / 2 - 6, y: top + height / 2 - 6, width: 12, height: 12 };
    return { kind: 'part', name: 'cross that clears', ink };
  });
  return [...glasses, ...crosses];
}

/** A board of a map names a place of each group in `data-spots`: x and y in the plane, in pixels. */
function points(): readonly Spot[] {
  return shown('[data-spots]').flatMap((map) => {
    const plane = map.querySelector('[data-sem-part=plane]')?.getBoundingClientRect();
    const places: readonly (readonly [number, number])[] = JSON.parse(map.dataset.spots ?? '[]');
    return places.map(([x, y], group): Spot => {
      const ink = { x: (plane?.x ?? 0) + x - 8, y: (plane?.y ?? 0) + y - 8, width: 16, height: 16 };
      return { kind: 'part', name: `point of group ${group + 1}`, ink };
    });
  });
}

/** The ring of what has the focus, against what is around it. */
function rings(): readonly Spot[] {
  const focused = document.querySelector(':focus-visible');
  if (!focused) return [];
  const owner = focused.closest('[data-sem-part=field]') ?? focused;
  const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(owner);
  if (outlineStyle === 'none') return [];
  const { x, y, width } = owner.getBoundingClientRect();
  const [thick, gap] = [outlineWidth, outlineOffset].map(Number.parseFloat);
  const middle = x + width / 2;
  const ring = dot(middle, y - (gap ?? 0) - (thick ?? 0) / 2);
  const around = dot(middle, y - (gap ?? 0) - (thick ?? 0) - 1.5);
  return [{ kind: 'part', name: `ring of ${partOf(owner)}`, pair: [ring, around] }];
}
