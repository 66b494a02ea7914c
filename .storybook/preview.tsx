import type { Preview } from '@storybook/react-vite';
import { expect, spyOn } from 'storybook/test';
import 'react-embeddings/styles.css';
import './preview.css';

const preview: Preview = {
  parameters: {
    layout: 'fullscreen',
    controls: { disable: true },
    a11y: { test: 'error' },
  },
  // A story that makes the browser report an error fails.
  beforeEach({ parameters: { reports } }) {
    const error = spyOn(console, 'error');
    return () => {
      const unexpected = error.mock.calls
        .map(String)
        .filter((call) => !(reports as RegExp | undefined)?.test(call));
      error.mockRestore();
      expect(unexpected).toEqual([]);
    };
  },
};

export default preview;
