'use client';

import { Fragment, type ReactNode } from 'react';
import type { SearchHit } from '../../engine/index.js';
import type { ElementProps, ListElementProps } from '../../hooks/combobox/searchBoxProps.js';
import { mergeProps } from '../../hooks/props/mergeProps.js';
import { HitContent } from './HitContent.js';
import { searchPart } from './searchContext.js';

/** Props of `SemanticSearch.List`. */
export type SearchListProps<T> = Omit<ListElementProps, 'children'> & {
  /** The row of a hit, a `SemanticSearch.Item`. Or the children of the list, if you render the rows yourself. */
  readonly children: ((hit: SearchHit<T>) => ReactNode) | ReactNode;
};

/** Props of `SemanticSearch.Group`. */
export type SearchGroupProps = ElementProps<'div'> & {
  readonly name: string;
  /** What stands beside the name, such as "4 of 61". */
  readonly count?: ReactNode;
};

/** A labeled group of rows. */
export const SearchGroup = /* @__PURE__ */ searchPart(
  'Group',
  ({ box }, { name, count, children, ...props }: SearchGroupProps) => {
    const isList = box.listRole === 'list';
    const named = { role: 'group', 'aria-label': name };
    return (
      <div {...mergeProps(props, { 'data-sem-part': 'group', ...(!isList && named) })}>
        <div role="presentation" data-sem-part="group-name">
          {name}
          {count && <bdi data-sem-part="group-count"> {count}</bdi>}
        </div>
        {isList ? (
          <ul aria-label={name} data-sem-part="rows">
            {children}
          </ul>
        ) : (
          children
        )}
      </div>
    );
  },
);

/** The hits: a listbox, or with `listRole="list"` a list. It is always there, and hidden while there is nothing in it. */
export const SearchList = /* @__PURE__ */ searchPart(
  'List',
  ({ box, strings }, { children, ...props }: SearchListProps<unknown>) => {
    const isRow = typeof children === 'function';
    const rowsOf = (hits: readonly SearchHit<unknown>[]) =>
      isRow && hits.map((hit) => <Fragment key={hit.id}>{children(hit)}</Fragment>);
    const groups = () =>
      box.groups.map(({ name, hits, total }) => (
        <SearchGroup key={hits[0]?.id} name={name} count={total && strings.groupCount(hits.length, total)}>
          {rowsOf(hits)}
        </SearchGroup>
      ));
    const List = box.listRole === 'list' && !box.isGrouped ? 'ul' : 'div';
    return (
      <List {...box.getListProps(props)}>
        {isRow ? (box.isGrouped ? groups() : rowsOf(box.hits)) : children}
      </List>
    );
  },
) as <T>(props: SearchListProps<T>) => ReactNode;

/** Props of `SemanticSearch.Item`. */
export type SearchItemProps<T> = ListElementProps & { readonly hit: SearchHit<T> };

/** The row of a hit. Without children its title, where the index has a field `title`, and an excerpt of its text. */
export const SearchItem = /* @__PURE__ */ searchPart(
  'Item',
  ({ box }, { hit, children, ...props }: SearchItemProps<unknown>) => {
    const Row = box.listRole === 'list' ? 'li' : 'div';
    return <Row {...box.getItemProps(hit, props)}>{children ?? <HitContent hit={hit} />}</Row>;
  },
) as <T>(props: SearchItemProps<T>) => ReactNode;
