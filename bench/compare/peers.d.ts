// The part of other libraries that the bench uses. They are not installed with the project: `npm run bench` fetches them.
declare module '@orama/orama' {
  interface Database {
    readonly schema: object;
  }
  export function create(options: { readonly schema: object }): Database;
  export function insertMultiple(database: Database, documents: readonly object[]): Promise<unknown>;
  export function search(database: Database, options: object): unknown;
}

declare module 'client-vector-search' {
  export class EmbeddingIndex {
    constructor(items: readonly object[]);
    search(vector: readonly number[], options: { readonly topK: number }): Promise<unknown>;
  }
}
