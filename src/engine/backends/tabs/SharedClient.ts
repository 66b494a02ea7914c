import { EmbedError } from '../../errors.js';
import type { WorkerClient } from '../../rpc/client.js';
import type { EmbedMethods, LoadInput, SourceInput } from '../../rpc/embeddingProtocol.js';
import type { OnProgressOf } from '../../rpc/types.js';
import { type Deferred, defer } from '../../utils/promises.js';
import { uniqueId } from '../../utils/uniqueId.js';
import { type FollowedTab, followTab } from './followTab.js';
import { Leadership } from './Leadership.js';
import { type LeadingTab, leadTabs } from './leadTabs.js';
import type { Notice } from './messages.js';
import { onPageFreeze } from './onPageFreeze.js';

/** How often the leader is checked while a call is pending. */
const CHECK_MS = 200;
/** How many of these checks it may leave without a word: tabs that stand still do not answer, busy ones do soon. */
const MAX_SILENT_CHECKS = 3;
/** How often a call may move to another leader. A call that takes its tabs with it ends here. */
const MAX_MOVES = 8;

/** Dependencies of {@link SharedClient}. */
export interface SharedClientOptions {
  /** What is shared: tabs with the same name have one worker. */
  readonly name: string;
  /** Starts this tab's own worker. */
  readonly connectOwn: () => WorkerClient<EmbedMethods>;
}

/** Who does the work: this tab, or one that it follows. */
type Seat = { readonly leads: LeadingTab } | { readonly follows: FollowedTab };

/**
 * One embedding worker for all tabs of an origin. The tab that holds a Web Lock leads: its worker does the work of all. When it
 * ends, freezes or crashes, the next one leads, and calls that are pending are sent again. A call changes nothing, so that is safe.
 */
export class SharedClient implements WorkerClient<EmbedMethods> {
  readonly #options: SharedClientOptions;
  readonly #tab = uniqueId();
  readonly #tabs: BroadcastChannel;
  readonly #leadership: Leadership;
  readonly #crashed = defer<EmbedError>();
  readonly #ignorePage: () => void;
  #seat: Seat | undefined;
  #nextSeat: Deferred<Seat> = defer();
  /** When the newest leader that was heard of began, in milliseconds since 1970. */
  #since = 0;
  #load: LoadInput | SourceInput | undefined;
  #pending = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #silentChecks = 0;
  #ended: Error | undefined;

  constructor(options: SharedClientOptions) {
    this.#options = options;
    this.#nextSeat.promise.catch(() => {}); // those who wait hear of it
    this.#tabs = new BroadcastChannel(options.name);
    this.#tabs.onmessage = ({ data }: MessageEvent<Notice>) => this.#hear(data);
    this.#leadership = new Leadership({
      name: options.name,
      onLead: () => this.#lead(),
      onLost: () => this.#enter(),
    });
    this.#ignorePage = onPageFreeze({ freeze: () => this.#leaveLine(), resume: () => this.#enter() });
    this.#enter();
  }

  get crashed(): Promise<EmbedError> {
    return this.#crashed.promise;
  }

  readonly call = async <K extends keyof EmbedMethods>(
    method: K,
    input: EmbedMethods[K]['input'],
    onProgress?: OnProgressOf<EmbedMethods, K>,
  ): Promise<EmbedMethods[K]['output']> => {
    if (isLoad(method, input)) this.#load = input;
    this.#watch(1);
    try {
      for (let moves = 0; ; moves += 1) {
        const seat = await this.#seated();
        const { call } = 'leads' in seat ? seat.leads : seat.follows;
        try {
          return await call(method, input, onProgress);
        } catch (error) {
          if (this.#ended) throw this.#ended;
          if (seat === this.#seat || moves === MAX_MOVES) throw error;
        }
      }
    } finally {
      this.#watch(-1);
    }
  };

  terminate(reason: Error): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#ignorePage();
    clearInterval(this.#timer);
    this.#leaveLine();
    this.#tabs.close();
    this.#nextSeat.reject(reason);
  }

  #say(notice: Notice): void {
    this.#tabs.postMessage(notice);
  }

  #seated(): Promise<Seat> {
    if (this.#ended) return Promise.reject(this.#ended);
    return this.#seat ? Promise.resolve(this.#seat) : this.#nextSeat.promise;
  }

  #sit(seat: Seat): void {
    this.#seat = seat;
    this.#silentChecks = 0;
    this.#nextSeat.resolve(seat);
  }

  /** Nobody does the work until there is another seat. */
  #stand(): void {
    const seat = this.#seat;
    if (!seat) return;
    this.#seat = undefined;
    this.#nextSeat = defer();
    this.#nextSeat.promise.catch(() => {});
    const reason = this.#ended ?? moved();
    if ('leads' in seat) seat.leads.leave(reason);
    else {
      this.#say({ type: 'leaves', tab: this.#tab });
      seat.follows.leave(reason);
    }
  }

  /** Gets in line for the lead, and asks who has it. */
  #enter(): void {
    if (this.#ended) return;
    this.#stand();
    this.#leadership.stand();
    this.#say({ type: 'who-leads' });
  }

  #leaveLine(): void {
    this.#stand();
    this.#leadership.resign();
  }

  #lead(): void {
    this.#stand();
    const { name, connectOwn } = this.#options;
    const own = connectOwn();
    const leads = leadTabs({ name, leader: this.#tab, own, load: this.#load });
    this.#since = Math.max(Date.now(), this.#since + 1);
    this.#sit({ leads });
    void own.crashed.then((error) => this.#fail(leads, error));
    this.#say({ type: 'leads', leader: this.#tab, since: this.#since });
  }

  /** This tab's own worker has died. Other tabs go on with one of theirs. */
  #fail(leads: LeadingTab, error: EmbedError): void {
    if (!this.#seat || !('leads' in this.#seat) || this.#seat.leads !== leads) return;
    this.#crashed.resolve(error);
    this.terminate(error);
  }

  #hear(notice: Notice): void {
    const leads = this.#seat && 'leads' in this.#seat ? this.#seat.leads : undefined;
    if (notice.type === 'leads') {
      if (!leads) this.#follow(notice);
    } else if (!leads) return;
    else if (notice.type === 'who-leads') this.#say({ type: 'leads', leader: this.#tab, since: this.#since });
    else if (notice.type === 'leaves') leads.dismiss(notice.tab);
    else if (notice.leader === this.#tab) leads.admit(notice.tab);
  }

  #follow({ leader, since }: Extract<Notice, { type: 'leads' }>): void {
    if (since < this.#since) return; // it does not know yet that it has lost the lead
    this.#since = since;
    this.#silentChecks = 0;
    if (this.#seat && 'follows' in this.#seat && this.#seat.follows.leader === leader) return;
    this.#stand();
    const onSign = () => {
      this.#silentChecks = 0;
    };
    this.#sit({ follows: followTab({ name: this.#options.name, leader, tab: this.#tab, onSign }) });
    this.#say({ type: 'joins', leader, tab: this.#tab });
  }

  /** Checks the leader as long as a call is pending. */
  #watch(calls: 1 | -1): void {
    this.#pending += calls;
    if (this.#ended || this.#pending > 0 === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#silentChecks = 0;
    this.#timer = this.#pending > 0 ? setInterval(() => this.#check(), CHECK_MS) : undefined;
  }

  #check(): void {
    const seat = this.#seat;
    if (seat && 'leads' in seat) return;
    this.#silentChecks += 1;
    if (this.#silentChecks > MAX_SILENT_CHECKS) this.#leadership.take();
    else if (seat) seat.follows.ping();
    else this.#say({ type: 'who-leads' });
  }
}

const isLoad = (method: keyof EmbedMethods, _input: object): _input is LoadInput | SourceInput =>
  method === 'load';

function moved(): EmbedError {
  return new EmbedError('worker-crashed', 'The tab that did the work has gone. Ask again.');
}
