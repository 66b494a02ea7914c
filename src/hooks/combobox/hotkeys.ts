import { isTextField } from './rowElements.js';

// Loaded where a search has hotkeys.

/**
 * Calls `onPress` for keys pressed anywhere in the page: `mod+k`, or `/` outside of text fields.
 * @returns the first of them, as on the keyboard of this device: `Ctrl` and `K`
 */
export function listenTo(
  hotkeys: readonly string[],
  onPress: () => void,
  signal: AbortSignal,
): readonly string[] {
  const onKeyDown = (event: KeyboardEvent) => {
    if (!hotkeys.includes(nameOf(event))) return;
    event.preventDefault();
    onPress();
  };
  document.addEventListener('keydown', onKeyDown, { signal });
  const mod = isMac() ? '⌘' : 'Ctrl';
  return (hotkeys[0] ?? '').split('+').map((key) => (key === 'mod' ? mod : key.toUpperCase()));
}

/** Whether Command is the key for shortcuts. */
const isMac = (): boolean => /^(Mac|iP)/.test(navigator.platform);

/** The hotkey that is pressed, if it is one: with the key for shortcuts and no other, or outside of text fields. */
function nameOf(event: KeyboardEvent): string {
  const { key, metaKey, ctrlKey } = event;
  const isMod = metaKey || ctrlKey;
  const [target] = event.composedPath();
  const isOther = isMod ? event.shiftKey || (isMac() ? ctrlKey : metaKey) : isTextField(target);
  if (isOther || event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return 'none';
  return (isMod ? 'mod+' : '') + key?.toLowerCase(); // no key: a browser that fills in a form
}
