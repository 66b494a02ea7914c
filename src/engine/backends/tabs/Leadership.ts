import { defer } from '../../utils/promises.js';

/** How long no tab takes the lead again: until the others have heard of the new leader. */
const TAKEN_MS = 500;

/** Dependencies of {@link Leadership}. */
export interface LeadershipOptions {
  /** The name of the Web Lock that the leader holds. */
  readonly name: string;
  /** This tab leads from now on. */
  readonly onLead: () => void;
  /** Another tab has taken the lead. */
  readonly onLost: () => void;
}

/**
 * Who leads among tabs: the one that holds a Web Lock. The browser gives it to the next in line when its holder ends, and a tab
 * may take it from a holder that no longer answers. Where locks are forbidden, each tab leads itself.
 */
export class Leadership {
  readonly #options: LeadershipOptions;
  #request: AbortController | undefined;
  #release = () => {};

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** Waits in line for the lead. */
  stand(): void {
    const { signal } = this.#renew();
    this.#hold({ signal });
  }

  /** Takes the lead from a tab that does not answer, unless another tab has just done so: several may notice at once. */
  take(): void {
    navigator.locks
      .request(`${this.#options.name}/take`, { ifAvailable: true }, async (lock) => {
        if (!lock || !this.#request) return;
        this.#renew();
        this.#hold({ steal: true });
        await new Promise((resolve) => setTimeout(resolve, TAKEN_MS));
      })
      .catch(() => {}); // the page ends
  }

  /** Gives the lead away, or leaves the line. */
  resign(): void {
    this.#request?.abort();
    this.#request = undefined;
    this.#release();
  }

  #renew(): AbortController {
    this.resign();
    this.#request = new AbortController();
    return this.#request;
  }

  #hold(options: LockOptions): void {
    const request = this.#request;
    const held = defer<void>();
    let leads = false;
    const isCurrent = () => request === this.#request;
    const lead = () => {
      leads = true;
      this.#release = held.resolve;
      this.#options.onLead();
      return held.promise;
    };
    navigator.locks
      .request(this.#options.name, options, () => (isCurrent() ? lead() : undefined))
      .catch(() => {
        if (!isCurrent()) return; // it has left the line
        if (leads) this.#options.onLost();
        else void lead(); // a sandboxed frame may not ask for locks
      });
  }
}
