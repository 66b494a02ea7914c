import type { BackendName, EmbedderState, LoadProgress } from '../../engine/index.js';
import { englishStrings, megabytes } from '../SemanticSearch/strings.js';

type Ready = Extract<EmbedderState, { readonly status: 'ready' }>;

/** Every word that `<ModelStatus>` shows or says. */
export interface ModelStrings {
  /** Before anything has been asked of the model. */
  readonly idle: string;
  readonly loading: (progress: LoadProgress) => string;
  /** While nothing has come of it for 5 seconds. */
  readonly stalled: string;
  /** How fast a download is, and how long it will take. */
  readonly rate: (bytesPerSecond: number, secondsLeft: number) => string;
  readonly ready: (state: Ready) => string;
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

/** Rounded so that it does not flicker. */
function duration(seconds: number): string {
  if (seconds >= 90) return `${Math.round(seconds / 60)} minutes`;
  return seconds > 10 ? `${Math.ceil(seconds / 10) * 10} seconds` : 'a few seconds';
}

export const englishModelStrings: ModelStrings = {
  idle: 'The language model is not loaded yet',
  loading: (progress) =>
    progress.phase === 'reading'
      ? 'Reading the language model from this device'
      : englishStrings.loading(progress),
  stalled: englishStrings.stalled,
  rate: (bytesPerSecond, secondsLeft) =>
    `${megabytes(bytesPerSecond)} a second, ${duration(secondsLeft)} left`,
  ready: ({ backend, runtime, model }) =>
    backend === 'hash'
      ? 'Searching by words, without a language model'
      : `${model.id} is ready (${backend}, ${runtime})`,
  refused: (backend, reason) => `Not ${backend}: ${reason}`,
  encoderUnsupported: (reason) => `Not the faster encoder: ${reason}`,
  persistError: (reason) => `Not kept for the next visit: ${reason}`,
  failed: 'The language model could not be loaded',
  cancelled: 'The language model was not loaded',
  load: 'Load it',
  cancel: englishStrings.cancel,
  retry: 'Try again',
};
