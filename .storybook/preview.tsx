import type { Decorator, Preview } from '@storybook/react-vite';
import { useEffect } from 'react';
import { expect, spyOn } from 'storybook/test';
import { themes } from 'storybook/theming';
import 'react-embeddings/styles.css';
import '../examples/themes/brand.css';
import '../examples/themes/terminal.css';
import { isDark } from './isDark.js';
import './preview.css';

/** Sets what the toolbar says on the document, where apps have it. */
const withLook: Decorator = (Shown, { globals, parameters }) => {
  const { scheme, direction, theme, density } = globals as Record<string, string>;
  useEffect(() => {
    const { documentElement: root } = document;
    root.style.colorScheme = scheme === 'system' ? '' : (scheme ?? '');
    root.dir = direction ?? '';
    root.dataset.semTheme = theme;
    root.dataset.density = density;
    root.toggleAttribute('data-wide', parameters.wide === true);
  }, [scheme, direction, theme, density, parameters.wide]);
  return <Shown />;
};

const choices = (title: string, icon: string, items: readonly string[]) => ({
  toolbar: { title, icon, items: [...items], dynamicTitle: true },
});

const preview: Preview = {
  globalTypes: {
    scheme: choices('Colors', 'mirror', ['system', 'light', 'dark']),
    direction: choices('Direction', 'transfer', ['ltr', 'rtl']),
    theme: choices('Theme', 'paintbrush', ['neutral', 'brand', 'terminal']),
    density: choices('Density', 'menu', ['comfortable', 'compact']),
  },
  initialGlobals: { scheme: 'system', direction: 'ltr', theme: 'neutral', density: 'comfortable' },
  decorators: [withLook],
  parameters: {
    layout: 'fullscreen',
    controls: { disable: true },
    a11y: { test: 'error' },
    // The guides have the colors of the system, as the stories in them.
    docs: { theme: isDark ? themes.dark : themes.light },
    options: { storySort: { order: ['Guides', 'Examples', 'SemanticSearch', '*'] } },
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
