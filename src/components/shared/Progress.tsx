'use client';

import type { ReactNode } from 'react';
import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import { mergeProps } from '../../hooks/props/mergeProps.js';

export interface ProgressProps {
  readonly label: string;
  /** From 0 to 1; `undefined` for an indeterminate bar. */
  readonly share: number | undefined;
  readonly attributes?: ElementProps<'div'> | undefined;
}

/** A bar under a label. */
export function Progress({ label, share, attributes }: ProgressProps): ReactNode {
  return (
    <div {...mergeProps(attributes, { 'data-sem-part': 'progress' })}>
      <span aria-hidden>{label}</span>
      <progress aria-label={label} value={share} max={1} />
    </div>
  );
}
