'use client';

import { type ReactNode, useState } from 'react';

export interface DataTableProps {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of each row is its header. */
  readonly rows: () => readonly (readonly string[])[];
  readonly summary: string;
}

/** The numbers of a picture, for those who do not see it and those who want to know: made when it is opened. */
export function DataTable({ caption, head, rows, summary }: DataTableProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details data-sem-part="data" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && <Table caption={caption} head={head} rows={rows()} />}
    </details>
  );
}

function Table({ caption, head, rows }: Pick<DataTableProps, 'caption' | 'head'> & { readonly rows: Rows }) {
  return (
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
  );
}

type Rows = ReturnType<DataTableProps['rows']>;
