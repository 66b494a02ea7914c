'use client';

import { type CSSProperties, type ReactNode, useId, useRef } from 'react';
import { DataTable } from './DataTable.js';
import type { Point } from './geometry.js';
import { englishPlotStrings, type PlotStrings } from './plotStrings.js';
import type { Places } from './principalComponents.js';
import { useMap } from './useMap.js';

/** Props of {@link EmbeddingMap}. */
export interface EmbeddingMapProps {
  /** One vector for each text, of one space. */
  readonly vectors: readonly Float32Array[];
  /** What each point is, in words. As many as there are vectors. */
  readonly texts: readonly string[];
  /** What the map shows, for everyone. */
  readonly label: string;
  /** The name of each point's group: points of a group have one colour and shape. */
  readonly groups?: readonly string[];
  /**
   * Where the points lie: x and y of each, one behind the other. For another picture than that of principal components.
   * @default principalComponents(vectors)
   */
  readonly places?: Places;
  /** A person has drawn a line around some points, or chosen one with a click or Enter; none with a click beside them. */
  readonly onSelect?: (indexes: readonly number[]) => void;
  /**
   * In pixels.
   * @default 360
   */
  readonly height?: number;
  /** @default English */
  readonly strings?: Partial<PlotStrings>;
  readonly className?: string;
}

/**
 * Vectors as points in a plane, those of like texts close to each other. The pointer names the point it is near and draws a line
 * around several; from the keyboard the arrows go from point to point, Enter chooses, Escape gives the choice up. A table has
 * what the picture shows. For up to 5,000 points.
 */
export function EmbeddingMap(props: EmbeddingMapProps): ReactNode {
  const { texts, label, groups, height = 360, className } = props;
  const strings = { ...englishPlotStrings, ...props.strings };
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useMap(canvas, props, height);
  const { active, selected, places } = map;
  const point = active === undefined ? undefined : map.points[active];
  const nameOf = (index: number) => [texts[index], groups?.[index]].filter(Boolean).join(', ');
  return (
    <figure className={className} data-sem-part="map" style={{ margin: 0 }}>
      <figcaption id={`${id}-label`}>{label}</figcaption>
      <div style={{ position: 'relative', blockSize: height }}>
        <div
          role="application"
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-help`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: its points are gone through with the arrows
          tabIndex={0}
          {...map.handlers}
          style={{ blockSize: '100%', touchAction: 'none' }}
          data-sem-part="plane"
        >
          <canvas ref={canvas} style={{ inlineSize: '100%', blockSize: '100%', pointerEvents: 'none' }} />
        </div>
        <div role="status" data-sem-part="point" style={point ? beside(point, map.width) : HIDDEN}>
          {active === undefined ? '' : nameOf(active)}
        </div>
      </div>
      {map.names.length > 0 && <Legend names={map.names} />}
      <p id={`${id}-help`} data-sem-part="help">
        {selected.size > 0 ? strings.selected(selected.size) : strings.mapHelp}
      </p>
      <DataTable
        summary={strings.data}
        caption={label}
        head={[strings.text, ...(groups ? [strings.group] : []), 'x', 'y']}
        rows={texts.map((text, i) => [
          text,
          ...(groups ? [groups[i] ?? ''] : []),
          number(places[2 * i]),
          number(places[2 * i + 1]),
        ])}
      />
    </figure>
  );
}

const HIDDEN: CSSProperties = { position: 'absolute', top: 0, pointerEvents: 'none' };

/** Beside a point, on the side where there is more room. */
function beside({ x, y }: Point, width: number): CSSProperties {
  return { ...HIDDEN, top: y + 10, ...(x > width / 2 ? { right: width - x } : { left: x }) };
}

const number = (value: number | undefined) => (value ?? 0).toFixed(2);

const SHAPES = ['●', '■', '▲', '◆'];

/** Which shape is which group. Colour alone would not tell everyone. */
function Legend({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <ul data-sem-part="legend">
      {names.map((name, i) => (
        <li key={name} data-group={i % SHAPES.length}>
          <span aria-hidden>{SHAPES[i % SHAPES.length]}</span> {name}
        </li>
      ))}
    </ul>
  );
}
