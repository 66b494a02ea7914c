'use client';

import type { ReactNode } from 'react';

/** The lines of a text, each a paragraph: the first one is its title. */
export const Lines = ({ text }: { readonly text: string }): ReactNode =>
  text.split('\n').map((line) => <p key={line}>{line}</p>);
