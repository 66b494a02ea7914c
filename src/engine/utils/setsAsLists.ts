/** A replacer of `JSON.stringify`: a Set becomes a list of its members, where it would be an empty object. */
export const setsAsLists = (_key: string, value: unknown): unknown =>
  value instanceof Set ? [...value] : value;
