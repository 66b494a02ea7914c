import type { Preview } from '@storybook/react-vite';
import 'react-embeddings/styles.css';
import './preview.css';

const preview: Preview = {
  parameters: {
    layout: 'fullscreen',
    controls: { disable: true },
    a11y: { test: 'error' },
  },
};

export default preview;
