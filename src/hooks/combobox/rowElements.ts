// What is read of the page: rows where they are.

const ROW = '[data-sem-part="item"]';
const FOCUSABLE = 'a[href],button:not(:disabled),[tabindex="0"]';
/** How many rows a page has where their height is not known. */
const PAGE = 5;

/** The document or the shadow tree that an element is in. */
export const rootOf = (element: Element) => element.getRootNode() as Document | ShadowRoot; // it is in one of the two

/** The element with this id beside another one, also in a shadow tree. */
export function elementByIdNear(element: Element | null, id: string): HTMLElement | null {
  return element && rootOf(element).getElementById(id);
}

/** Whether the focus is in an element. */
export const hasFocus = (element: Element): boolean => element.contains(rootOf(element).activeElement);

/** Whether keys are text there. */
export const isTextField = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input,textarea,select'));

/** How many rows of a list are seen at once, less the one that stays to go on from. */
export function pageSizeOf(list: HTMLElement | null): number {
  const row = list?.querySelector<HTMLElement>(ROW)?.offsetHeight;
  if (!list || !row) return PAGE;
  return Math.max(1, Math.floor(Math.min(list.clientHeight, innerHeight) / row) - 1);
}

/** Brings a row into view, and with the first row of a group the name above it. */
export function scrollToRow(row: HTMLElement | null): void {
  const above = row?.previousElementSibling ?? row?.closest('[data-sem-part="rows"]')?.previousElementSibling;
  for (const element of above?.matches(ROW) ? [row] : [above, row])
    element?.scrollIntoView?.({ block: 'nearest' });
}

/**
 * Moves the focus through rows that hold links or buttons: to the first of those of the next row, or the row before.
 * @returns whether there is one
 */
export function focusRow(list: HTMLElement | null, step: 1 | -1): boolean {
  const rows = [...(list?.querySelectorAll(`${ROW}:not([aria-disabled="true"])`) ?? [])];
  const usable = rows.filter((row) => row.querySelector(FOCUSABLE));
  const at = usable.findIndex(hasFocus);
  const next = at < 0 && step < 0 ? usable.at(-1) : usable[at + step];
  const target = next?.querySelector<HTMLElement>(FOCUSABLE);
  target?.focus();
  return target !== undefined && target !== null;
}
