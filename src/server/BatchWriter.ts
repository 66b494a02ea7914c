/** Writes one batch at a time while the next one is prepared: both take about as long. */
export class BatchWriter {
  #running: Promise<void> = Promise.resolve();

  /**
   * Starts a write when the one before has ended.
   * @throws what that one threw
   */
  async start(write: () => Promise<void>): Promise<void> {
    await this.#running;
    this.#running = write();
    this.#running.catch(() => {}); // the next call, or `end`, throws it
  }

  /** @throws what the last write threw */
  end(): Promise<void> {
    return this.#running;
  }
}
