/** A term of a query: as it is, or all that begin with it. */
export interface QueryTerm {
  readonly term: string;
  readonly isPrefix: boolean;
  /** Whether it is another form of a word of the query, which counts only where a document has it. */
  readonly isForm?: boolean;
  /** Words that count as this one does, by a weight from 0 to 1. */
  readonly variants?: readonly Variant[];
  /**
   * By what all that it gives is multiplied, from 0 to 1.
   * @default 1
   */
  readonly factor?: number;
}

/** Another word that a term of a query is looked for by. */
export interface Variant {
  readonly word: string;
  /** How often it counts when it stands in a text once. */
  readonly weight: number;
}
