import type { BackendName, EmbedderState, LoadProgress } from '../../engine/index.js';
import { englishStrings } from '../SemanticSearch/strings.js';
import { durationText, sizeIn } from '../shared/localeFormat.js';

type Ready = Extract<EmbedderState, { readonly status: 'ready' }>;

/** All UI strings of `<ModelStatus>`. */
export interface ModelStatusStrings {
  /** Before the model is used. */
  readonly idle: string;
  readonly loading: (progress: LoadProgress) => string;
  /** While no byte has arrived for 5 seconds. */
  readonly stalled: string;
  /** How fast a download is, and how long it will take. */
  readonly rate: (bytesPerSecond: number, secondsLeft: number) => string;
  readonly ready: (state: Ready) => string;
  /** What opens the details, which are for developers. */
  readonly details: string;
  /** What is in use: one of the details. */
  readonly inUse: (state: Ready) => string;
  /** Why a better backend is not in use. */
  readonly refused: (backend: BackendName, reason: string) => string;
  /** Why the encoder is not, where onnxruntime-web does its work. */
  readonly encoderUnsupported: (reason: string) => string;
  /** Why the files will be downloaded again on the next visit. */
  readonly persistError: (reason: string) => string;
  readonly failed: string;
  readonly cancelled: string;
  readonly load: string;
  readonly cancel: string;
  readonly retry: string;
}

const size = /* @__PURE__ */ sizeIn('en');

export const englishModelStatusStrings: ModelStatusStrings = {
  idle: 'Search by meaning is off',
  loading: englishStrings.loading,
  stalled: englishStrings.stalled,
  rate: (bytesPerSecond, secondsLeft) =>
    `${size(bytesPerSecond)} a second, ${durationText(secondsLeft, {
      minutes: (count) => `about ${count} minutes`,
      seconds: (count) => `about ${count} seconds`,
      few: 'a few seconds',
    })} left`,
  ready: ({ backend }) => (backend === 'hash' ? 'Searching by words only' : 'Search by meaning is ready'),
  details: 'Details',
  inUse: ({ backend, runtime, model }) => `In use: ${model.id} (${backend}, ${runtime})`,
  refused: (backend, reason) => `Not ${backend}: ${reason}`,
  encoderUnsupported: (reason) => `Not the faster encoder: ${reason}`,
  persistError: (reason) => `Not stored for the next visit: ${reason}`,
  failed: 'Search by meaning could not start',
  cancelled: 'The download was cancelled',
  load: 'Turn on',
  cancel: englishStrings.cancel,
  retry: englishStrings.retry,
};
