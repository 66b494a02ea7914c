import type { KeyboardEvent, SyntheticEvent } from 'react';
import type { SearchHit } from '../../engine/index.js';
import { mergeProps } from '../props/mergeProps.js';
import { handleInputKey, isComposing } from './inputKeys.js';
import type { ElementProps, ListElementProps, MergedListProps, SearchBoxState } from './partTypes.js';
import { itemProps, listIdOf, listProps, rowIdOf } from './rowProps.js';

export type { DataAttributes, ElementProps, ListElementProps, MergedListProps } from './partTypes.js';

/**
 * Getters of the props of a search box's elements. Each takes further props of yours. Your event handlers run first,
 * and keep the box's from running with `event.preventDefault()`; your refs get the element. Of the input all props can
 * be overridden except `value` and those of the combobox pattern.
 */
export interface SearchBoxPropGetters<T> {
  /** For the element around all of it. */
  getRootProps(props?: ElementProps<'div'>): ElementProps<'div'>;
  /** For the field's label. */
  getLabelProps(props?: ElementProps<'label'>): ElementProps<'label'>;
  /** For the field: a combobox, unless `listRole` is `list`. */
  getInputProps(props?: ElementProps<'input'>): ElementProps<'input'>;
  /** For the button that clears the text. Give it a label. */
  getClearProps(props?: ElementProps<'button'>): ElementProps<'button'>;
  /** For the element around the hits and the messages about them. With `presentation: 'popover'` it is the popover. */
  getPanelProps(props?: ElementProps<'div'>): ElementProps<'div'>;
  /** For a `<dialog>` around field and panel. */
  getDialogProps(props?: ElementProps<'dialog'>): ElementProps<'dialog'>;
  /** For the button that opens the dialog. */
  getTriggerProps(props?: ElementProps<'button'>): ElementProps<'button'>;
  /** For a button in the dialog that closes it. */
  getCloseProps(props?: ElementProps<'button'>): ElementProps<'button'>;
  /** For the list of hits. */
  getListProps(props?: ListElementProps): MergedListProps;
  /** For the row of a hit. In a virtualized list, keep the active one rendered. */
  getItemProps(hit: SearchHit<T>, props?: ListElementProps): MergedListProps;
}

export function searchBoxProps<T>(box: SearchBoxState<T>): SearchBoxPropGetters<T> {
  const { id, inputId, label, isOpen, presentation, isPopupOpen, active, setOpen } = box;
  const named = { 'aria-label': label };
  const isPopover = presentation === 'popover';
  return {
    getRootProps: getterOf<ElementProps<'div'>>(
      'root',
      {
        role: 'search',
        'data-state': box.status,
        'data-mode': box.mode,
        'data-open': isOpen || undefined,
        ref: box.onRoot,
        onKeyDown(event) {
          // Escape anywhere in the search, such as on a link in a row, closes the popover and goes back to the field.
          const isOurs = event.key === 'Escape' && isPopover && isPopupOpen;
          if (!isOurs || event.defaultPrevented || isComposing(event)) return;
          event.preventDefault();
          box.focusInput();
          setOpen(false, 'escape');
        },
      },
      named,
    ),
    getLabelProps: getterOf<ElementProps<'label'>>('label', {}, { htmlFor: inputId }),
    getInputProps: getterOf<ElementProps<'input'>>(
      'input',
      {
        ref: box.onInput,
        value: box.query,
        'aria-controls': listIdOf(id),
        onChange: ({ target }) => box.setQuery(target.value),
        onFocus: box.onEnter,
        onBlur: box.onLeave,
        onClick: () => box.canOpen && setOpen(true, 'press'),
        onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => handleInputKey(event, box),
        ...(box.listRole === 'listbox' && {
          role: 'combobox',
          'aria-autocomplete': 'list',
          'aria-expanded': isOpen,
          'aria-activedescendant': active && rowIdOf(id, active.id),
        }),
      },
      { id: inputId, ...named, type: 'search', autoComplete: 'off', enterKeyHint: 'search' },
    ),
    getClearProps: buttonOf('clear', () => {
      box.onClear();
      box.focusInput();
    }),
    getPanelProps: getterOf<ElementProps<'div'>>('panel', {
      'data-presentation': presentation,
      ...(isPopover && { ref: box.overlayRef, hidden: !isPopupOpen }),
    }),
    getDialogProps: getterOf<ElementProps<'dialog'>>('dialog', dialogProps(box), named),
    getTriggerProps: buttonOf('trigger', () => setOpen(true, 'press'), { 'aria-haspopup': 'dialog' }),
    getCloseProps: buttonOf('close', () => setOpen(false, 'press')),
    getListProps: (props) => listProps(box, props),
    getItemProps: (hit, props) => itemProps(box, hit, props),
  };
}

/** A getter of the props of a part: its own beside those of an app, and `defaults` where the app has none. */
const getterOf =
  <P extends object>(name: string, own: Partial<P>, defaults?: Partial<P>) =>
  (app?: P): P =>
    mergeProps(app, { 'data-sem-part': name, ...own }, defaults);

const buttonOf = (name: string, onClick: () => void, props?: ElementProps<'button'>) =>
  getterOf<ElementProps<'button'>>(name, { type: 'button', onClick, ...props });

type DialogEvent = SyntheticEvent<HTMLDialogElement>;

function dialogProps<T>({ overlayRef, setOpen }: SearchBoxState<T>): ElementProps<'dialog'> {
  const isItself = ({ target, currentTarget }: DialogEvent) => target === currentTarget;
  return {
    ref: overlayRef,
    // Escape or the back gesture; `open` may be controlled, so it only asks. Cancel events of file inputs bubble: ignored.
    onCancel(event) {
      if (!isItself(event)) return;
      event.preventDefault();
      setOpen(false, 'escape');
    },
    // A browser may close it anyway.
    onClose: (event) => isItself(event) && !event.currentTarget.open && setOpen(false, 'escape'),
    // The dialog itself is what is around its content.
    onMouseDown: (event) => isItself(event) && setOpen(false, 'outside'),
  };
}
