'use client';

import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { attributesOf, type PlotAttributes } from './attributes.js';
import { similarities } from './similarities.js';

/** Props of {@link SimilarityHeatmap}. */
export interface SimilarityHeatmapProps extends PlotAttributes {
  /** One vector for each text, of one space. */
  readonly vectors: readonly Float32Array[];
  /** What each row is, in words. As many as there are vectors. */
  readonly texts: readonly string[];
  /** What the picture shows, for everyone. */
  readonly label: string;
  /**
   * What the columns are, if not the rows themselves.
   * @default the rows
   */
  readonly columns?:
    | { readonly vectors: readonly Float32Array[]; readonly texts: readonly string[] }
    | undefined;
  /** A person has chosen a cell, with a click or Enter. */
  readonly onSelect?: ((row: number, column: number) => void) | undefined;
}

/**
 * How alike texts are, each with each, as a table in colors: the number stands in each cell, so it is its own table of data.
 * It is a grid with one stop of Tab, gone through with the arrows, Home and End, and with Control to its corners. For up to 64
 * rows and columns.
 */
export function SimilarityHeatmap({
  vectors,
  texts,
  columns = { vectors, texts },
  label,
  onSelect,
  ...props
}: SimilarityHeatmapProps): ReactNode {
  const id = useId();
  const others = columns.vectors;
  const cells = useMemo(() => similarities(vectors, others), [vectors, others]);
  const [[row, column], setActive] = useState<readonly [number, number]>([0, 0]);
  const scale = scaleOf(cells);

  function onKeyDown(event: KeyboardEvent<HTMLTableElement>): void {
    const next = nextCell(event, [row, column], [texts.length - 1, columns.texts.length - 1]);
    if (!next) return;
    event.preventDefault();
    setActive(next);
    const { rows } = event.currentTarget;
    rows[next[0] + 1]?.cells[next[1] + 1]?.focus(); // beside the headers
  }

  return (
    <div {...attributesOf(props)} data-sem-part="heatmap">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are gone through is a grid */}
      <table role="grid" aria-labelledby={id} onKeyDown={onKeyDown}>
        <caption id={id}>{label}</caption>
        <thead>
          <tr>
            <td />
            {columns.texts.map((text, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: texts may be equal, and cells have no state
              <th key={i} scope="col" title={text}>
                <span dir="auto">{text}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((values, r) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as columns
            <tr key={r}>
              <th scope="row" title={texts[r]}>
                <span dir="auto">{texts[r]}</span>
              </th>
              {values.map((value, c) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: as columns
                  key={c}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
                  role="gridcell"
                  tabIndex={r === row && c === column ? 0 : -1}
                  onFocus={() => setActive([r, c])}
                  onClick={() => onSelect?.(r, c)}
                  onKeyDown={(event) => event.key === 'Enter' && onSelect?.(r, c)}
                  data-sem-part="cell"
                  style={{ '--sem-share': scale(value) } as React.CSSProperties} // React does not know custom properties
                >
                  {value.toFixed(2)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Cell = readonly [row: number, column: number];

/** The cell that a key of the grid pattern goes to. Arrows go where they point, also where columns run from right to left. */
function nextCell(
  { key, ctrlKey, currentTarget }: KeyboardEvent<HTMLElement>,
  [row, column]: Cell,
  [lastRow, lastColumn]: Cell,
): Cell | undefined {
  const forward = getComputedStyle(currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (key === forward) return [row, Math.min(column + 1, lastColumn)];
  if (key === 'ArrowRight' || key === 'ArrowLeft') return [row, Math.max(column - 1, 0)];
  if (key === 'ArrowDown') return [Math.min(row + 1, lastRow), column];
  if (key === 'ArrowUp') return [Math.max(row - 1, 0), column];
  if (key === 'Home') return [ctrlKey ? 0 : row, 0];
  if (key === 'End') return [ctrlKey ? lastRow : row, lastColumn];
  return undefined;
}

/** From 0 for the least of the values to 1 for the largest, without those of a text with itself. */
function scaleOf(cells: readonly (readonly number[])[]): (value: number) => number {
  const values = cells.flat().filter((value) => value < 0.9999);
  const least = values.reduce((a, b) => Math.min(a, b), 1);
  const most = values.reduce((a, b) => Math.max(a, b), -1);
  return (value) => Math.min(Math.max((value - least) / Math.max(most - least, 1e-9), 0), 1);
}
