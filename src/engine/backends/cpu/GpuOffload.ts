import type { GpuPrecision } from '../../embedder/stateTypes.js';
import { asEmbedError, EmbedError } from '../../errors.js';
import { withEither } from '../../utils/withEither.js';
import type { ModelOptions } from '../startWorker.js';
import type { BulkLane, RunningBackend, StartOptions } from '../types.js';
import { webgpuBackend } from '../webgpu/webgpuBackend.js';

/** So many texts must wait before a GPU is brought up, which takes seconds. */
const OFFLOAD_TEXTS = 200;

export interface GpuOffloadOptions extends Pick<StartOptions, 'signal' | 'onDiagnostics'> {
  readonly use: 'auto' | 'always' | 'never';
  readonly precision: GpuPrecision;
  /** Workers of the CPU's pool, which the GPU has to be faster than. */
  readonly maxWorkers: number;
}

/** Brings a GPU up beside the CPU, in a worker of its own, when there is much to do. What fails there harms nothing. */
export class GpuOffload {
  readonly #model: ModelOptions;
  readonly #options: GpuOffloadOptions;
  #asked: boolean;
  #running: RunningBackend | undefined;
  /** Ends what is being brought up. */
  readonly #stopped = new AbortController();

  constructor(model: ModelOptions, options: GpuOffloadOptions) {
    this.#model = model;
    this.#options = options;
    this.#asked = options.use === 'never';
  }

  /** The GPU, while it works. */
  get bulk(): BulkLane | undefined {
    const { embed, batchTokens = 0, diagnostics } = this.#running ?? {};
    if (!embed || diagnostics?.webgpu.status !== 'used') return undefined;
    return { embed, batchTokens, minBatchTokens: diagnostics.webgpu.minBatchTokens };
  }

  /** To be told how many texts wait. */
  consider(waiting: number): void {
    if (this.#asked || (waiting < OFFLOAD_TEXTS && this.#options.use === 'auto')) return;
    this.#asked = true;
    void this.#bringUp();
  }

  stop(): void {
    this.#asked = true;
    this.#stopped.abort(new EmbedError('disposed', 'The GPU was stopped.'));
    this.#running?.stop();
    this.#running = undefined;
  }

  async #bringUp(): Promise<void> {
    const { use, precision, maxWorkers, signal, onDiagnostics } = this.#options;
    const stopped = this.#stopped.signal;
    const refuse = (error: unknown) => {
      this.#running = undefined;
      if (stopped.aborted) return; // the state is another backend's now
      const reason = asEmbedError(error, 'backend-unavailable', 'The GPU could not be brought up.');
      onDiagnostics({ webgpu: { status: 'refused', error: reason } });
    };
    onDiagnostics({ webgpu: { status: 'starting' } });
    try {
      const backend = webgpuBackend(
        this.#model,
        use === 'always'
          ? { anySpeed: true, precision }
          : { anySpeed: false, precision, workers: maxWorkers },
      );
      const running = await withEither([signal, stopped], (either) =>
        backend.start({ signal: either, onDiagnostics, onProgress: () => {} }),
      );
      if (signal.aborted || stopped.aborted) return running.stop();
      this.#running = running;
      void running.crashed.then(refuse);
      if (running.diagnostics) onDiagnostics(running.diagnostics);
    } catch (error) {
      refuse(error);
    }
  }
}
