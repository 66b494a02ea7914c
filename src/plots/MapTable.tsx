import type { ReactNode } from 'react';
import type { Coordinates } from './layout.js';

// Loaded when the user opens it.

export interface MapTableProps {
  /** What the map shows. */
  readonly label: string;
  readonly texts: readonly string[];
  readonly groups: readonly string[] | undefined;
  readonly coordinates: Coordinates | undefined;
  /** What the columns are called. */
  readonly textHead: string;
  readonly groupHead: string;
}

/** The texts of a map, with their groups and coordinates. */
export function MapTable({
  label,
  texts,
  groups,
  coordinates,
  textHead,
  groupHead,
}: MapTableProps): ReactNode {
  const head = [textHead, ...(groups ? [groupHead] : []), 'x', 'y'];
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
      tabIndex={0}
      style={{ overflow: 'auto', maxBlockSize: '20rem' }}
    >
      <table>
        <caption>{label}</caption>
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
          {texts.map((text, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: texts may be equal, and rows have no state
            <tr key={row}>
              <th scope="row">{text}</th>
              {groups && <td>{groups[row]}</td>}
              <td>{number(coordinates?.[2 * row])}</td>
              <td>{number(coordinates?.[2 * row + 1])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const number = (value: number | undefined) => value?.toFixed(2) ?? '';
