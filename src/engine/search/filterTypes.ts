// Which items a search may find.

/** Which items: those for which a function is true, or those whose fields meet conditions. A server takes only the latter. */
export type ItemFilter<T> = ((item: T) => boolean) | FieldFilter;

/**
 * Conditions on fields of an item, all of which must hold. A field that is a list or a Set meets a condition when one of its
 * members does. `undefined` in a filter is an `invalid-input` error: it never means "all items".
 */
export type FieldFilter = Readonly<Record<string, FieldCondition>>;

/** A value that the field has, several of which it has one, or a range in which it lies. An empty list matches nothing. */
export type FieldCondition = FieldValue | readonly FieldValue[] | FieldRange;

/** A value that a filter compares. Values of different types are never equal. */
export type FieldValue = string | number | boolean | null;

/** One or more bounds, all numbers or all strings. Strings are compared by code points, which orders ISO 8601 dates. */
export interface FieldRange {
  readonly gte?: FieldBound;
  readonly gt?: FieldBound;
  readonly lte?: FieldBound;
  readonly lt?: FieldBound;
}

/** An end of a range. */
export type FieldBound = string | number;
