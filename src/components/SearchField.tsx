'use client';

import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';

export interface SearchFieldProps {
  readonly label: string;
  readonly clearLabel: string;
  readonly placeholder: string | undefined;
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** The listbox that belongs to the field, whether it shows rows, and the id of its active one. */
  readonly list: { readonly id: string; readonly expanded: boolean; readonly activeRow: string | undefined };
}

/** A labelled combobox with a button that clears it. */
export function SearchField(props: SearchFieldProps): ReactNode {
  const { label, clearLabel, value, onValueChange, list } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    onValueChange('');
    input.current?.focus();
  };
  return (
    <>
      <label htmlFor={id} data-sem-part="label">
        {label}
      </label>
      <div data-sem-part="field">
        <input
          ref={input}
          id={id}
          type="search"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={list.expanded}
          aria-controls={list.id}
          aria-activedescendant={list.activeRow}
          autoComplete="off"
          enterKeyHint="search"
          placeholder={props.placeholder}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          onFocus={props.onFocus}
          onBlur={props.onBlur}
          onKeyDown={props.onKeyDown}
          data-sem-part="input"
        />
        {value !== '' && (
          <button type="button" aria-label={clearLabel} onClick={clear} data-sem-part="clear" />
        )}
      </div>
    </>
  );
}
