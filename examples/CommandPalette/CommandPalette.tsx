import { useState } from 'react';
import { Highlight, SemanticSearch } from 'react-embeddings';
import './CommandPalette.css';

interface Command {
  readonly name: string;
  readonly group: 'Document' | 'View' | 'Help';
  readonly sign: string;
  readonly keys?: readonly string[];
  readonly isOff?: string;
}

const COMMANDS: readonly Command[] = [
  { name: 'Save a copy', group: 'Document', sign: '▣', keys: ['Ctrl', 'S'] },
  { name: 'Export as PDF', group: 'Document', sign: '↧', keys: ['Ctrl', 'E'] },
  { name: 'Print', group: 'Document', sign: '▤', isOff: 'No printer is connected' },
  { name: 'Delete this document', group: 'Document', sign: '✕' },
  { name: 'Make the text larger', group: 'View', sign: 'A', keys: ['Ctrl', '+'] },
  { name: 'Dark colors', group: 'View', sign: '◐', keys: ['Ctrl', 'D'] },
  { name: 'Hide the sidebar', group: 'View', sign: '◧' },
  { name: 'Keyboard shortcuts', group: 'Help', sign: '⌘' },
  { name: 'Report a problem', group: 'Help', sign: '!' },
];

/** Commands by what a person wants, in a dialog that Ctrl+K (on a Mac Command+K) opens from anywhere. */
export function CommandPalette() {
  const [last, setLast] = useState('');
  return (
    <>
      <SemanticSearch
        presentation="dialog"
        items={COMMANDS}
        getText={({ name }) => name}
        groupBy={({ group }) => group}
        isItemDisabled={({ isOff }) => isOff !== undefined}
        emptyQuery="all"
        autoHighlight
        label="Commands"
        placeholder="What would you like to do?"
        trigger="Search or jump to…"
        limit={6}
        loadOn="mount"
        onSelect={({ item }) => setLast(item.name)}
      >
        {(hit) => (
          <>
            <span aria-hidden data-sem-part="item-icon">
              {hit.item.sign}
            </span>
            <span data-sem-part="item-body">
              <Highlight hit={hit} />
              {hit.item.isOff && <small className="palette-reason">{hit.item.isOff}</small>}
            </span>
            {hit.item.keys && (
              <span aria-hidden data-sem-part="item-end">
                {hit.item.keys.map((key) => (
                  <kbd key={key} data-sem-part="key">
                    {key}
                  </kbd>
                ))}
              </span>
            )}
          </>
        )}
      </SemanticSearch>
      {last && <p role="status">Done: {last}</p>}
    </>
  );
}
