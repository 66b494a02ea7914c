import type { StorybookConfig } from '@storybook/react-vite';
import { mergeConfig } from 'vite';
import { fromSource } from '../tools/vite/from-source.js';

const config: StorybookConfig = {
  framework: { name: '@storybook/react-vite', options: { strictMode: true } },
  stories: ['../src/**/*.stories.tsx', '../examples/*.stories.tsx', '../examples/*/*.mdx', './*.mdx'],
  addons: ['@storybook/addon-a11y', '@storybook/addon-docs', '@storybook/addon-vitest'],
  staticDirs: [{ from: '../models', to: '/weights' }], // not /models, where the source imports a file from
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (base) => mergeConfig(base, { plugins: [fromSource()], build: { chunkSizeWarningLimit: 2000 } }),
};

export default config;
