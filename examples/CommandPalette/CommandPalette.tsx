import { useState } from 'react';
import { type SearchHit, SemanticSearch } from 'react-embeddings';

interface Command {
  readonly name: string;
  readonly group: 'File' | 'View' | 'Help';
}

const COMMANDS: readonly Command[] = [
  { name: 'Save a copy', group: 'File' },
  { name: 'Export as PDF', group: 'File' },
  { name: 'Print', group: 'File' },
  { name: 'Make the text larger', group: 'View' },
  { name: 'Dark colors', group: 'View' },
  { name: 'Hide the sidebar', group: 'View' },
  { name: 'Keyboard shortcuts', group: 'Help' },
  { name: 'Report a problem', group: 'Help' },
];

/** Commands by what a person wants, in groups. Made of the parts, so that the field is in a dialog’s head. */
export function CommandPalette() {
  const [last, setLast] = useState('');
  return (
    <>
      <SemanticSearch.Root
        items={COMMANDS}
        getText={({ name }) => name}
        groupBy={({ group }) => group}
        label="Commands"
        limit={6}
        loadOn="mount"
        onSelect={({ item }) => setLast(item.name)}
      >
        <div data-sem-part="field">
          <SemanticSearch.Input placeholder="What would you like to do?" />
          <SemanticSearch.Clear />
        </div>
        <SemanticSearch.Error />
        <SemanticSearch.Progress />
        <SemanticSearch.Empty>No such command</SemanticSearch.Empty>
        <SemanticSearch.List>
          {(hit: SearchHit<Command>) => <SemanticSearch.Item hit={hit}>{hit.item.name}</SemanticSearch.Item>}
        </SemanticSearch.List>
      </SemanticSearch.Root>
      {last && <p role="status">Done: {last}</p>}
    </>
  );
}
