import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'react-embeddings/styles.css';
import '../../examples/themes/brand.css';
import '../../examples/themes/terminal.css';
import { BOARDS } from './boards.js';
import { type Measured, measure, type Spot } from './measure.js';
import { findSpots } from './spots.js';

// What test/contrast/run.mjs asks of a page: to show the states of the components, one board of them at a time, to tell where
// texts and signs are, and to measure them in a picture of the page.

const contrastPage = {
  boards: Object.keys(BOARDS),

  show(name: string): void {
    const board: ReactNode = BOARDS[name]?.();
    createRoot(document.getElementById('root') as HTMLElement).render(<StrictMode>{board}</StrictMode>);
  },

  look(theme: string): void {
    document.documentElement.dataset.semTheme = theme;
  },

  spots: findSpots,

  /** The contrast of each spot in a picture of the page, by its name; of several with one name, the lowest. */
  async measured(png: string, spots: readonly Spot[], scale: number): Promise<Record<string, Measured>> {
    return measure(await (await fetch(`data:image/png;base64,${png}`)).blob(), spots, scale);
  },
};

declare global {
  interface Window {
    contrastPage: typeof contrastPage;
  }
}
window.contrastPage = contrastPage;
