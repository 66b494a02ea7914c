'use client';

import type { ReactNode } from 'react';

export interface DataTableProps {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly string[])[];
  readonly summary: string;
}

/** The numbers of a picture, for those who do not see it and those who want to know: closed until it is wanted. */
export function DataTable({ caption, head, rows, summary }: DataTableProps): ReactNode {
  return (
    <details data-sem-part="data">
      <summary>{summary}</summary>
      <section
        aria-label={caption}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
        tabIndex={0}
        style={{ overflow: 'auto', maxBlockSize: '20rem' }}
      >
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells], row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows may be equal, and have no state
              <tr key={row}>
                <th scope="row">{name}</th>
                {cells.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as rows
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
