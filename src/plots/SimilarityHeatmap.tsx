'use client';

import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { attributesOf, type PlotAttributes } from './attributes.js';
import { englishPlotStrings, type PlotStrings } from './plotStrings.js';
import { Reason } from './Reason.js';
import { similarities } from './similarities.js';
import { orderBySimilarity } from './similarityOrder.js';

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
  /**
   * `similarity`: texts that are alike stand together, where rows and columns are the same. `given`: as they are in `texts`.
   * @default 'similarity'
   */
  readonly order?: 'similarity' | 'given' | undefined;
  /**
   * Whether vectors without a meaning, those of the hash backend (`ModelInfo.semantic`), are refused: they only show which texts
   * are equal.
   * @default true
   */
  readonly requireSemantic?: boolean | undefined;
  /** The user has chosen a cell, with a click or Enter. Both are indexes of `texts`, or of the columns' texts. */
  readonly onSelect?: ((row: number, column: number) => void) | undefined;
  /** @default English */
  readonly strings?: Partial<PlotStrings> | undefined;
}

/**
 * How alike texts are, each with each, as a table in colors: the number stands in each cell, so it is its own table of data.
 * It is a grid with one stop of Tab, gone through with the arrows, Home and End, and with Control to its corners. Its heads stay
 * while it scrolls. For up to 64 rows and columns.
 */
export function SimilarityHeatmap(props: SimilarityHeatmapProps): ReactNode {
  const { vectors, texts, columns, label, onSelect } = props;
  const strings = { ...englishPlotStrings, ...props.strings };
  const id = useId();
  const { cells, rows, isSquare, error } = useCells(props);
  const others = columns?.texts ?? texts;
  const order = isSquare ? rows : others.map((_, i) => i);
  const [[row, column], setActive] = useState<Cell>([0, 0]);
  const scale = stepsOf(cells, isSquare);

  function onKeyDown(event: KeyboardEvent<HTMLTableElement>): void {
    const next = nextCell(event, [row, column], [vectors.length - 1, others.length - 1]);
    if (!next) return;
    event.preventDefault();
    setActive(next);
    const { rows: lines } = event.currentTarget;
    const cell = lines[next[0] + 1]?.cells[next[1] + 1]; // beside the headers
    cell?.focus();
  }

  return (
    <figure {...attributesOf(props)} data-sem-part="heatmap" style={{ margin: 0 }}>
      <figcaption id={id}>{label}</figcaption>
      <Reason error={error} />
      {!error && (
        <>
          <Scale strings={strings} />
          <div data-sem-part="scroller">
            {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are gone through is a grid */}
            <table role="grid" aria-labelledby={id} onKeyDown={onKeyDown} data-sem-part="grid">
              <thead>
                <tr>
                  <td />
                  {order.map((index, c) => (
                    <Head key={index} scope="col" text={others[index]} isActive={c === column} />
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((index, r) => (
                  <tr key={index}>
                    <Head scope="row" text={texts[index]} isActive={r === row} />
                    {order.map((other, c) => {
                      const value = cells[index]?.[other] ?? 0;
                      const isSelf = isSquare && index === other;
                      return (
                        <td
                          key={other}
                          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
                          role="gridcell"
                          tabIndex={r === row && c === column ? 0 : -1}
                          onFocus={() => setActive([r, c])}
                          onClick={() => onSelect?.(index, other)}
                          onKeyDown={(event) => event.key === 'Enter' && onSelect?.(index, other)}
                          data-sem-part="cell"
                          data-step={isSelf ? undefined : scale(value)}
                          data-self={isSelf || undefined}
                        >
                          {isSelf ? '–' : value.toFixed(2)}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </figure>
  );
}

/** How alike they are, and in which order the rows stand. */
function useCells({
  vectors,
  columns,
  order = 'similarity',
  requireSemantic = true,
}: SimilarityHeatmapProps) {
  const others = columns?.vectors ?? vectors;
  const isSquare = others === vectors;
  const { cells, error } = useMemo(
    () => similarities(vectors, others, requireSemantic),
    [vectors, others, requireSemantic],
  );
  const rows = useMemo(
    () => (isSquare && order === 'similarity' ? orderBySimilarity(cells) : cells.map((_, i) => i)),
    [cells, isSquare, order],
  );
  return { cells, rows, isSquare, error };
}

interface HeadProps {
  readonly scope: 'row' | 'col';
  readonly text: string | undefined;
  readonly isActive: boolean;
}

const Head = ({ scope, text, isActive }: HeadProps): ReactNode => (
  <th scope={scope} title={text} data-active={isActive || undefined}>
    <span dir="auto">{text}</span>
  </th>
);

/** What the colors mean; the cells have the numbers. */
const Scale = ({ strings }: { readonly strings: PlotStrings }): ReactNode => (
  <div aria-hidden data-sem-part="scale">
    <bdi>{strings.lessAlike}</bdi>
    <span>
      {Array.from({ length: STEPS }, (_, step) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its number
        <i key={step} data-sem-part="swatch" data-step={step} />
      ))}
    </span>
    <bdi>{strings.moreAlike}</bdi>
  </div>
);

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

const STEPS = 6;

/** The step of a value, from 0 for the least to 5 for the largest, without those of a text with itself. */
function stepsOf(cells: readonly (readonly number[])[], isSquare: boolean): (value: number) => number {
  const values = cells.flatMap((row, r) => row.filter((_, c) => !isSquare || r !== c));
  const least = Math.min(1, ...values);
  const most = Math.max(-1, ...values);
  return (value) => Math.min(STEPS - 1, Math.floor(((value - least) / Math.max(most - least, 1e-9)) * STEPS));
}
