// What the bench uses of MiniSearch, so that types can be checked where it is not installed.
declare module 'minisearch' {
  export default class MiniSearch<T> {
    constructor(options: { fields: string[]; idField?: string });
    addAll(documents: readonly T[]): void;
    search(query: string): { readonly id: unknown }[];
  }
}
