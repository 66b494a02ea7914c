import { nextTask } from '../../utils/promises.js';
import { loadLanguage } from './loadLanguage.js';
import type { SearchEngine } from './SearchEngine.js';

/** How long one task may take: the page may run it itself, and searches can be cancelled in between. */
const SLICE_MS = 8;
/** How long a search waits for the stemmer, which is a small file. Without it words are found as they are written. */
const LANGUAGE_MS = 1_000;
/** Documents that are read between two looks at the clock. */
const DOCUMENTS_PER_BATCH = 8;
/** Words of documents that are looked at between two looks at the clock, when removed ones are swept out: a millisecond or less. */
const WORDS_PER_BATCH = 50_000;

/** What is done between messages, in short tasks, so that the first search by words finds most of them read. */
export class BackgroundWork {
  readonly #engine: SearchEngine;
  #isRunning = false;
  #restoring: Promise<unknown> = Promise.resolve();
  #language: Promise<unknown> = Promise.resolve();

  constructor(engine: SearchEngine) {
    this.#engine = engine;
  }

  /** Starts it, if there is some. */
  start(): void {
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    do {
      await nextTask();
      await this.#restoring;
    } while (this.#readSlice() || this.#sweepSlice() || this.#calibrateSlice());
    this.#isRunning = false;
  }

  /** Words are read once these vectors are there: those that are stored come first. */
  waitFor(restoring: Promise<unknown>): void {
    this.#restoring = restoring.catch(() => {}); // the caller gets the error
  }

  /** Loads the stemmer of a language, by which words are read from then on. */
  async setLanguage(tag: string): Promise<void> {
    const loading = loadLanguage(tag).then((language) => {
      this.#engine.documents.language = language;
      this.start();
    });
    this.#language = Promise.race([loading, elapsed(LANGUAGE_MS)]).catch(() => {}); // searches do without
    await loading;
  }

  /** Reads all words that are not read yet: a search by words needs them. */
  async readAll(): Promise<void> {
    await this.#language;
    while (this.#readSlice()) await nextTask();
  }

  /** Measures how close all calibration queries come. */
  async calibrateAll(): Promise<void> {
    while (this.#calibrateSlice()) await nextTask();
  }

  #readSlice(): boolean {
    return inSlice(() => this.#engine.documents.readWords(DOCUMENTS_PER_BATCH));
  }

  #sweepSlice(): boolean {
    return inSlice(() => this.#engine.documents.sweepWords(WORDS_PER_BATCH));
  }

  #calibrateSlice(): boolean {
    return inSlice(() => this.#engine.vectors.calibrate());
  }
}

const elapsed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes steps for as long as one task may take. @returns whether there are more */
function inSlice(step: () => boolean): boolean {
  const end = performance.now() + SLICE_MS;
  while (performance.now() < end) if (!step()) return false;
  return true;
}
