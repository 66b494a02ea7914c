/** Between the field and the popover, and between the popover and the edges of the page, in pixels. */
const GAP = 6;
const MARGIN = 8;

/**
 * Keeps a popover at its field by measuring, for browsers without CSS anchor positioning: below the field, or above it where there
 * is more room and too little below; never past the edges of the page.
 * @param signal Ends that.
 */
export function placeAtAnchor(popover: HTMLElement, anchor: HTMLElement, signal: AbortSignal): void {
  if (signal.aborted) return;
  const place = () => placeNow(popover, anchor);
  const onScroll = ({ target }: Event) => {
    if (!(target instanceof Node && popover.contains(target))) place();
  };
  const observer = new ResizeObserver(place);
  observer.observe(popover);
  observer.observe(anchor);
  signal.addEventListener('abort', () => observer.disconnect());
  document.addEventListener('scroll', onScroll, { capture: true, passive: true, signal });
  window.addEventListener('resize', place, { signal });
  place();
}

/** Lets a dialog, until it closes, end above the keyboard of a screen, which lies on the page. */
export function endAboveKeyboard(dialog: HTMLElement): void {
  const closing = new AbortController();
  const viewport = window.visualViewport;
  const endAbove = () => {
    const isKeyboard = viewport?.scale === 1; // else the page is zoomed
    const { top } = dialog.getBoundingClientRect();
    const room = isKeyboard && viewport.offsetTop + viewport.height - top - MARGIN;
    dialog.style.setProperty('--_room', room ? `${room}px` : '');
  };
  if (!dialog.hasAttribute('open')) return;
  viewport?.addEventListener('resize', endAbove, { signal: closing.signal });
  dialog.addEventListener('close', () => closing.abort(), { once: true });
  endAbove();
}

function placeNow(popover: HTMLElement, anchor: HTMLElement): void {
  const { style } = popover;
  const { top, bottom, left, right, width } = anchor.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  Object.assign(style, { position: 'fixed', margin: '0', minWidth: `${width}px`, maxHeight: 'none' });
  const [below, above] = [clientHeight - bottom - GAP - MARGIN, top - GAP - MARGIN];
  const isBelow = popover.offsetHeight <= below || below >= above;
  const start = getComputedStyle(popover).direction === 'rtl' ? right - popover.offsetWidth : left;
  const end = clientWidth - popover.offsetWidth - MARGIN;
  Object.assign(style, {
    inset: 'auto',
    left: `${Math.max(MARGIN, Math.min(start, end))}px`,
    [isBelow ? 'top' : 'bottom']: `${isBelow ? bottom + GAP : clientHeight - top + GAP}px`,
    maxHeight: `${Math.max(0, isBelow ? below : above)}px`,
  });
}
