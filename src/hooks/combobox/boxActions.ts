import type { SearchHit } from '../../engine/index.js';
import type { ElementHandle } from './elementHandle.js';
import { itemText } from './itemText.js';
import type { OpenReason } from './openSettings.js';
import type { SearchBoxState } from './partTypes.js';
import { hasFocus } from './rowElements.js';
import { IN_FIELD, OUTSIDE, type Rows } from './useRows.js';

/** What a choice does. */
export interface SelectionSettings<T> {
  /** The user selected a hit, with Enter or a click. Not with `listRole: 'list'`. Called once for each choice. */
  readonly onSelect?: ((hit: SearchHit<T>) => void) | undefined;
  /**
   * What the query is after a choice: what it was, nothing, the text of the item, or what a function makes of the hit.
   * @default 'clear' with `presentation: 'dialog'`, else 'preserve'
   */
  readonly queryOnSelect?: 'preserve' | 'clear' | 'text' | ((hit: SearchHit<T>) => string) | undefined;
}

/** What actions are made of. */
export interface ActionSources<T> {
  readonly rows: Rows<T>;
  readonly input: ElementHandle<HTMLInputElement>;
  readonly query: string;
  setQuery(query: string): void;
  setOpen(open: boolean, reason: OpenReason, query?: string): void;
  /** The user came into the field. */
  onEnter(): void;
  /** The newest object of an item. */
  itemOf(hit: SearchHit<T>): T;
  readonly settings: SelectionSettings<T> & {
    readonly getText?: ((item: T) => string) | undefined;
    readonly presentation?: string | undefined;
    readonly closeOnSelect?: boolean | undefined;
  };
}

type Actions<T> = Pick<
  SearchBoxState<T>,
  | 'setQuery'
  | 'setOpen'
  | 'onEnter'
  | 'onLeave'
  | 'onActivate'
  | 'onChoose'
  | 'onFollow'
  | 'onClear'
  | 'focusInput'
>;

/** The user's actions in a search box. */
export function boxActions<T>({ rows, input, settings, ...box }: ActionSources<T>): Actions<T> {
  const { goTo } = rows;
  const { presentation = 'inline', closeOnSelect = true } = settings;
  const setOpen: ActionSources<T>['setOpen'] = (isOpen, reason, at) => {
    if (!isOpen) goTo(reason === 'blur' ? OUTSIDE : IN_FIELD);
    box.setOpen(isOpen, reason, at);
  };
  return {
    setQuery(value) {
      goTo(IN_FIELD); // a user who types has left the list
      box.setQuery(value);
      setOpen(true, 'typing', value);
    },
    setOpen,
    onEnter() {
      box.onEnter();
      if (rows.focus === OUTSIDE) goTo(IN_FIELD);
    },
    onLeave: () => goTo(OUTSIDE),
    onActivate(row, isByKey) {
      const field = input.get();
      goTo(row === undefined ? (field && hasFocus(field) ? IN_FIELD : OUTSIDE) : { row, isByKey });
    },
    onChoose(key) {
      const hit = rows.hits.find(({ id }) => id === key);
      if (!hit || rows.isDisabled(hit)) return;
      const next = queryAfter(hit, settings) ?? box.query;
      if (next !== box.query) box.setQuery(next);
      if (closeOnSelect) setOpen(false, 'select', next);
      settings.onSelect?.({ ...hit, item: box.itemOf(hit) });
    },
    onFollow() {
      if (closeOnSelect && presentation !== 'inline') setOpen(false, 'select');
    },
    onClear() {
      if (input.get()?.readOnly) return;
      goTo(IN_FIELD);
      box.setQuery('');
    },
    focusInput: () => input.get()?.focus(),
  };
}

/** What the query is after a choice; undefined where it stays. */
function queryAfter<T>(
  hit: SearchHit<T>,
  { queryOnSelect, presentation, getText }: ActionSources<T>['settings'],
): string | undefined {
  const rule = queryOnSelect ?? (presentation === 'dialog' ? 'clear' : 'preserve');
  if (typeof rule === 'function') return rule(hit);
  if (rule === 'text') return itemText(hit.item, getText);
  return rule === 'clear' ? '' : undefined;
}
