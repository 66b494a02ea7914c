import { EmbedError } from '../../errors.js';
import { l2NormalizeRows } from '../../math/l2.js';
import type { IndexPrecision, NewDocument, NewVectors, PersistOptions } from '../../rpc/searchProtocol.js';
import type { StoredVectors } from '../../storage/vectorPage.js';
import { embeddedLead, embeddedText } from '../../utils/embeddedText.js';
import { Calibration } from './Calibration.js';
import type { DocumentTable, NewRows } from './DocumentTable.js';
import { PassageVectors } from './PassageVectors.js';
import { VectorStore } from './VectorStore.js';

/** The vectors of an index, those of an earlier visit, and the calibration that tells how relevant a cosine is. */
export class IndexVectors {
  readonly #table: DocumentTable;
  #own: PassageVectors | undefined;
  #interim: PassageVectors | undefined;
  #store: VectorStore | undefined;
  #calibration: Calibration | undefined;
  #shape: Pick<PersistOptions, 'dimensions' | 'precision'> = { dimensions: 0, precision: 'auto' };

  constructor(table: DocumentTable) {
    this.#table = table;
  }

  /** Those of the index's own model. */
  get own(): PassageVectors | undefined {
    return this.#own;
  }

  /** Those of the interim model, until the index's own are complete. */
  get interim(): PassageVectors | undefined {
    return this.#interim;
  }

  get calibration(): Calibration | undefined {
    return this.#calibration;
  }

  /** Vectors of passages, row-major, for documents that are here. */
  async put({ documents, data, dimensions, precision, interim }: NewVectors): Promise<void> {
    const all = (interim ? this.#interim : this.#own) ?? new PassageVectors(dimensions, precision);
    if (interim) this.#interim = all;
    else this.#own = all;
    const texts: string[] = [];
    const stored: StoredVectors[] = [];
    let start = 0;
    for (const { docId, passages } of documents) {
      const end = start + passages.length * dimensions;
      const known = this.#table.get(docId);
      if (known) {
        const vectors = l2NormalizeRows(data.subarray(start, end), dimensions);
        this.#putPassages(all, known, { passages, vectors });
        texts.push(embeddedText(known));
        stored.push({ passages, vectors });
      }
      start = end;
    }
    if (texts.length > 0 && !interim) await this.#store?.add(texts, stored);
  }

  /** Passages that lie in the embedded text of a document become those of its text. */
  #putPassages(rows: PassageVectors, document: NewDocument, { passages, vectors }: StoredVectors): void {
    const lead = embeddedLead(document).length;
    const inText = (offset: number) => Math.max(offset - lead, 0);
    const own = passages.map(({ start, end }) => ({ start: inText(start), end: inText(end) }));
    rows.put(this.#table.rowOf(document.docId) as number, own, vectors); // the document is there
  }

  /** Vectors of a file, row-major, for a document in this row. */
  putImported(
    row: number,
    { passages, vectors }: StoredVectors,
    shape: { readonly dimensions: number; readonly precision: IndexPrecision },
  ): void {
    const { dimensions, precision } = shape;
    this.#own ??= new PassageVectors(dimensions, precision);
    assertDimensions(this.#own.dimensions, dimensions);
    this.#own.put(row, passages, l2NormalizeRows(vectors, dimensions));
  }

  remove(row: number): void {
    this.#own?.remove(row);
    this.#interim?.remove(row);
  }

  /** Closes the gaps that removed documents have left. @param newRows of the documents, if they have others now */
  compactRows(newRows: NewRows | undefined): void {
    for (const vectors of [this.#own, this.#interim]) {
      if (newRows) vectors?.renumber(newRows);
      vectors?.compact();
    }
  }

  /** Forgets all vectors: another model's will come, or those of the interim model are not needed any more. */
  forget(interim = false): void {
    if (interim) {
      this.#interim = undefined;
      return;
    }
    this.#calibration = undefined;
    this.#own = undefined;
    this.#store = undefined;
  }

  /** The vectors of queries that have nothing to do with the index, row-major. */
  async setCalibration(
    texts: readonly string[],
    data: Float32Array<ArrayBuffer>,
    dimensions: number,
  ): Promise<void> {
    this.#calibration = new Calibration(data, dimensions);
    await this.#store?.addCalibration(texts, data);
  }

  /** Gives these queries the vectors that an earlier visit has stored. @returns whether there are such */
  async restoreCalibration(texts: readonly string[], dimensions: number): Promise<boolean> {
    const store = this.#store;
    const data = await store?.findCalibration(texts);
    if (!data || this.#store !== store) return false;
    this.#calibration = new Calibration(data, dimensions);
    return true;
  }

  /** Measures how close one more of them comes. @returns whether there are more */
  calibrate(): boolean {
    return this.#own !== undefined && this.#calibration?.step(this.#own) === true;
  }

  /** From now on vectors are stored for the next visit, and those of earlier ones can be restored. */
  persist({ name, space, dimensions, precision }: PersistOptions): void {
    this.#store = new VectorStore(name, space, dimensions);
    void this.#store.refresh(); // while texts come; what fails is told when it is asked
    this.#shape = { dimensions, precision };
  }

  get persistError(): EmbedError | undefined {
    return this.#store?.persistError;
  }

  /** Gives documents the vectors that were stored for their texts. @returns those that have theirs now */
  async restore(docIds: readonly number[]): Promise<number[]> {
    const found: number[] = [];
    const store = this.#store;
    if (!store) return found;
    await store.refresh();
    const wanted = docIds.flatMap((docId) => this.#table.get(docId) ?? []);
    const texts = wanted.map(embeddedText);
    for await (const some of store.find(texts)) {
      if (this.#store !== store) break; // vectors of another space are wanted now
      for (const { index, passages, vectors } of some) {
        const known = this.#table.get((wanted[index] as NewDocument).docId);
        if (!known || embeddedText(known) !== texts[index]) continue; // it changed meanwhile
        this.#own ??= new PassageVectors(this.#shape.dimensions, this.#shape.precision);
        this.#putPassages(this.#own, known, { passages, vectors });
        found.push(known.docId);
      }
    }
    return found;
  }

  /** Makes what is stored quicker to read. */
  async compactStored(): Promise<void> {
    await this.#store?.compact();
  }

  /** Deletes what is stored of texts that are not here. */
  async prune(): Promise<void> {
    await this.#store?.prune(Array.from(this.#table.all(), embeddedText));
  }

  /** A document's own vector: that of its first passage. */
  first(docId: number): Float32Array | undefined {
    const row = this.#table.rowOf(docId);
    return row === undefined ? undefined : this.#own?.first(row);
  }
}

/** The file of an index may name another length than that of its space. */
export function assertDimensions(actual: number, asked: number): void {
  if (actual === asked) return;
  throw new EmbedError('space-mismatch', `This index holds vectors of ${actual} numbers, not of ${asked}.`, {
    details: { actual, asked },
  });
}
