import { configure } from 'storybook/test';
import { cdp, userEvent } from 'vitest/browser';
import { PROCESS_KEY, setPerson } from './person.js';

// As much of the Chrome DevTools Protocol (domain "Input") as is used. Its types come with a package that is not ours.
interface Input {
  send(method: 'Input.imeSetComposition', text: Draft): Promise<void>;
  send(method: 'Input.dispatchKeyEvent', key: Key): Promise<void>;
  send(method: 'Input.insertText', text: { readonly text: string }): Promise<void>;
}
interface Draft {
  readonly text: string;
  readonly selectionStart: number;
  readonly selectionEnd: number;
}
interface Key {
  readonly type: 'rawKeyDown' | 'keyUp';
  readonly key: string;
  readonly code: string;
  readonly windowsVirtualKeyCode: number;
}

// What a story waits for stays once it is there: waiting longer only helps on a busy machine.
configure({ asyncUtilTimeout: 45_000 });

const CODES = { ArrowDown: 40, Enter: 13 };

const input = cdp() as Input;

setPerson({
  click: (element) => userEvent.click(element),
  press: (keys) => userEvent.keyboard(keys),
  compose: (text) =>
    input.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
  async pressComposing(key) {
    const code = { key, code: key };
    await input.send('Input.dispatchKeyEvent', {
      ...code,
      type: 'rawKeyDown',
      windowsVirtualKeyCode: PROCESS_KEY,
    });
    await input.send('Input.dispatchKeyEvent', { ...code, type: 'keyUp', windowsVirtualKeyCode: CODES[key] });
  },
  async accept(text) {
    await this.pressComposing('Enter');
    await input.send('Input.insertText', { text });
  },
});
