import type { Backend, RunningBackend } from '../backends/types.js';
import type { EmbedError } from '../errors.js';
import type { ActiveBackend, NoBackend } from './activeBackend.js';
import type { BackendFailure } from './stateTypes.js';

/** What a failover asks of its embedder. */
export interface FailoverHost {
  readonly backends: readonly Backend[];
  /** Aborts when the embedder is disposed. */
  readonly disposal: AbortSignal;
  /** The backend that runs. */
  active(): ActiveBackend | undefined;
  /** Starts the first of these that can be started; `before` is what it takes over from. */
  startOneOf(
    backends: readonly Backend[],
    signal: AbortSignal,
    before: Pick<ActiveBackend, 'queue' | 'failures'>,
  ): Promise<ActiveBackend | NoBackend>;
  /** From now on this backend does the work. */
  use(active: ActiveBackend): ActiveBackend;
  /** None does. */
  fail(error: EmbedError, failures: readonly BackendFailure[]): void;
}

/** The lost backend, and what failed before it. */
type Lost = Omit<ActiveBackend, 'failOver'>;

/** Lets a later backend go on with the queue of one that is lost; undefined if none can: only a GPU has such ones. */
export function failoverOf(host: FailoverHost, lost: Lost): ActiveBackend['failOver'] {
  const backends = failoverBackends(host.backends, lost.backend);
  if (backends.length === 0) return undefined;
  let starting: Promise<RunningBackend | undefined> | undefined;
  return (error) => {
    if (!isActive(host, lost)) return Promise.resolve(host.active()?.running);
    // Where it is disposed meanwhile, all that was pending has been rejected.
    starting ??= startFailover(host, lost, backends, error).catch(() => undefined);
    return starting;
  };
}

/** The backends that can take over: later ones in the same space. */
function failoverBackends(backends: readonly Backend[], lost: Backend): readonly Backend[] {
  if (lost.name !== 'webgpu') return [];
  const later = backends.slice(backends.indexOf(lost) + 1);
  return later.filter(({ model }) => model.space === lost.model.space);
}

async function startFailover(
  host: FailoverHost,
  lost: Lost,
  backends: readonly Backend[],
  error: EmbedError,
): Promise<RunningBackend | undefined> {
  const failures = [...lost.failures, { backend: lost.backend.name, error }];
  const active = await host.startOneOf(backends, host.disposal, { ...lost, failures });
  const isLost = isActive(host, lost); // else a retry came first, and closed its queue
  if ('error' in active) {
    if (isLost) host.fail(active.error, active.failures);
  } else if (isLost) return host.use(active).running;
  else active.running.stop();
  return undefined;
}

const isActive = (host: FailoverHost, { running }: Lost) => host.active()?.running === running;
