import { fireEvent, userEvent } from 'storybook/test';

/** Who uses a story: with a pointer, and with a keyboard that writes into whatever has the focus. */
export interface Person {
  click(element: HTMLElement): Promise<void>;
  /** Keys as `user-event` has them: `{ArrowDown}`, `{Alt>}`. */
  press(keys: string): Promise<void>;
  /** Writes into the field that has the focus by an input method: `draft` is underlined until the person accepts it as `text`. */
  compose(draft: string): Promise<void>;
  /** A key that the input method takes: an arrow goes through its candidates. */
  pressComposing(key: 'ArrowDown' | 'Enter'): Promise<void>;
  /** The Enter key of the input method, which takes the draft as the text. */
  accept(text: string): Promise<void>;
}

/** The code of a key that an input method has taken. */
export const PROCESS_KEY = 229;

/** In Storybook itself the page plays to itself; the tests put one here with real keys. */
let person: Person = {
  click: (element) => userEvent.click(element),
  async press(keys) {
    await userEvent.keyboard(keys);
  },
  async compose(draft) {
    const field = document.activeElement as HTMLInputElement;
    await fireEvent.compositionStart(field);
    await fireEvent.input(field, { target: { value: draft } });
  },
  async pressComposing(key) {
    const field = document.activeElement as HTMLInputElement;
    await fireEvent.keyDown(field, { key, isComposing: true, keyCode: PROCESS_KEY });
  },
  async accept(text) {
    await this.pressComposing('Enter');
    const field = document.activeElement as HTMLInputElement;
    await fireEvent.input(field, { target: { value: text } });
    await fireEvent.compositionEnd(field);
  },
};

export const setPerson = (real: Person): void => {
  person = real;
};

export const thePerson = (): Person => person;
