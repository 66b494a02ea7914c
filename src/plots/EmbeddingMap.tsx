'use client';

import { type CSSProperties, type ReactNode, useId, useRef } from 'react';
import { attributesOf } from './attributes.js';
import { DataTable } from './DataTable.js';
import type { Point } from './geometry.js';
import { markOf, OTHER_KIND } from './marks.js';
import { englishPlotStrings } from './plotStrings.js';
import { Reason } from './Reason.js';
import type { EmbeddingMapProps } from './types.js';
import { useLazy } from './useLazy.js';
import { useMap } from './useMap.js';

/**
 * Vectors as points in a plane, those of like texts close to each other. The pointer names the point it is near and draws a line
 * around several; from the keyboard the arrows go from point to point, Enter chooses, Escape gives the choice up. It zooms with +,
 * - and 0, with buttons, with two fingers, and with the wheel and Control; while it has the focus the wheel moves it. A table has
 * what the picture shows. For up to 5,000 points.
 */
export function EmbeddingMap(props: EmbeddingMapProps): ReactNode {
  const { texts, label, groups, height = 360 } = props;
  const strings = { ...englishPlotStrings, ...props.strings };
  const id = useId();
  const later = useLazy(loadZoomBar);
  const plane = useRef<HTMLDivElement>(null);
  const points = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null); // above the points
  const { active, point, selected, layout, ...map } = useMap({ plane, points, marks }, { ...props, height });
  return (
    <figure {...attributesOf(props)} data-sem-part="map" style={{ margin: 0 }}>
      <figcaption id={`${id}-label`}>{label}</figcaption>
      <div style={{ position: 'relative', blockSize: height }}>
        <div
          ref={plane}
          role="application"
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-help`}
          aria-busy={!(layout.coordinates || layout.error)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: its points are gone through with the arrows
          tabIndex={0}
          {...map.handlers}
          style={{ ...PLANE, touchAction: map.view.scale > 1 ? 'none' : 'pan-y' }}
          data-sem-part="plane"
        >
          <canvas ref={points} style={LAYER} />
          <canvas ref={marks} style={LAYER} />
        </div>
        {later && <later.ZoomBar {...map.controls} strings={strings} />}
        <div role="status" data-sem-part="point" style={point ? beside(point, map.width, height) : HIDDEN}>
          {active !== undefined && point && <Named text={texts[active]} group={groups?.[active]} />}
        </div>
      </div>
      <Reason error={layout.error} />
      {map.kinds && <Legend {...map} other={strings.other} />}
      <p id={`${id}-help`} data-sem-part="help">
        {selected.size > 0 ? strings.selected(selected.size) : strings.mapHelp}
      </p>
      <DataTable
        {...{ texts, groups, label }}
        textHead={strings.text}
        groupHead={strings.group}
        coordinates={layout.coordinates}
        summary={strings.data}
      />
    </figure>
  );
}

/** A point in words, each part in its own direction. */
const Named = ({
  text,
  group,
}: {
  readonly text: string | undefined;
  readonly group: string | undefined;
}) => (
  <>
    <bdi>{text}</bdi>
    {group && ', '}
    <bdi data-sem-part="group-name">{group}</bdi>
  </>
);

const loadZoomBar = () => import('./ZoomBar.js');

const LAYER: CSSProperties = {
  position: 'absolute',
  inset: 0,
  inlineSize: '100%',
  blockSize: '100%',
  pointerEvents: 'none',
};

const PLANE: CSSProperties = { position: 'relative', boxSizing: 'border-box', blockSize: '100%' };

const HIDDEN: CSSProperties = { position: 'absolute', top: 0, pointerEvents: 'none' };

/** Beside a point, on the sides where there is more room. */
function beside({ x, y }: Point, width: number, height: number): CSSProperties {
  const vertical = y > height / 2 ? { top: 'auto', bottom: height - y + 14 } : { top: y + 14 };
  return { ...HIDDEN, ...vertical, ...(x > width / 2 ? { right: width - x } : { left: x }) };
}

interface LegendProps {
  readonly names: readonly string[];
  /** The mark of each point. */
  readonly kinds: readonly number[] | undefined;
  /** The marks of groups that are hidden. */
  readonly hidden: ReadonlySet<number>;
  readonly toggle: (kind: number) => void;
  readonly other: string;
}

/** Which mark is which group, and how many points it has; each a button that hides it. Color alone would not tell everyone. */
function Legend({ names, kinds, hidden, toggle, other }: LegendProps): ReactNode {
  return (
    <ul data-sem-part="legend">
      {names.slice(0, OTHER_KIND + 1).map((name, kind) => (
        <li key={name}>
          <button
            type="button"
            data-sem-part="legend-item"
            data-group={kind}
            aria-pressed={!hidden.has(kind)}
            onClick={() => toggle(kind)}
          >
            <span aria-hidden>{markOf(kind).sign}</span> <bdi>{kind < OTHER_KIND ? name : other}</bdi>{' '}
            <bdi data-sem-part="group-count">{kinds?.filter((each) => each === kind).length}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}
