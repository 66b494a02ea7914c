'use client';

import { memo, type ReactNode, useState } from 'react';
import type { MapTable, MapTableProps } from './MapTable.js';

// The React Compiler cannot compile an import() in a component.
const loadTable = () => import('./MapTable.js');

/**
 * The numbers of a map, for those who do not see it and those who want to know: made when it is opened, and not rendered again as a
 * pointer moves over the map, since it may have thousands of rows.
 */
export const DataTable = /* @__PURE__ */ memo(function DataTable({
  summary,
  ...table
}: MapTableProps & { readonly summary: string }): ReactNode {
  const [Table, setTable] = useState<typeof MapTable>();
  const load = () => {
    loadTable().then(
      (loaded) => setTable(() => loaded.MapTable),
      () => {}, // without a network; it is tried again when it is opened again
    );
  };
  return (
    <details data-sem-part="data" onToggle={load}>
      <summary>{summary}</summary>
      {Table && <Table {...table} />}
    </details>
  );
});
