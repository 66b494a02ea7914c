import type { ReactNode } from 'react';
import type { PlotStrings } from './plotStrings.js';
import type { MapControls } from './useMap.js';

const PLUS = 'M12 5v14M5 12h14';
const MINUS = 'M5 12h14';
const CORNERS = 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5';
const LASSO =
  'M7 22a5 5 0 0 1-2-4M7 16.9C4 16.2 2 14 2 11c0-4 4.500-7 10-7s10 3 10 7-4.500 7-10 7a13 13 0 0 1-5-1.100z';

export interface ZoomBarProps extends MapControls {
  readonly strings: PlotStrings;
}

/** The buttons of a map, for those who have neither wheel nor two fingers. */
export function ZoomBar({ zoomBy, reset, draws, setDraws, strings }: ZoomBarProps): ReactNode {
  return (
    <div data-sem-part="zoom-bar">
      <Button name={strings.zoomIn} path={PLUS} onClick={() => zoomBy(1)} />
      <Button name={strings.zoomOut} path={MINUS} onClick={() => zoomBy(-1)} />
      <Button name={strings.showAll} path={CORNERS} onClick={reset} />
      <Button name={strings.draw} path={LASSO} onClick={() => setDraws(!draws)} isPressed={draws} />
    </div>
  );
}

interface ButtonProps {
  readonly name: string;
  readonly path: string;
  readonly onClick: () => void;
  readonly isPressed?: boolean;
}

const Button = ({ name, path, onClick, isPressed }: ButtonProps): ReactNode => (
  <button
    type="button"
    data-sem-part="zoom"
    aria-label={name}
    title={name}
    aria-pressed={isPressed}
    onClick={onClick}
  >
    <svg
      aria-hidden
      width="18"
      height="18"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  </button>
);
