import type { StorageEstimate, StoredModel } from '../../engine/index.js';
import { localeFormat } from '../shared/localeFormat.js';

/** All UI strings of `<ModelManager>`. */
export interface ModelManagerStrings {
  /** The accessible name of the panel. */
  readonly label: string;
  /** While the list is loading. */
  readonly reading: string;
  readonly empty: string;
  /** The name of an orphaned partial download, whose model is unknown. */
  readonly unknown: string;
  /** What is known of a model, below its name. */
  readonly facts: (model: StoredModel) => string;
  /** How much storage is used and free; empty where the browser reports nothing. */
  readonly usage: (estimate: StorageEstimate) => string;
  /** A note on deletion: the model is downloaded again when it is needed. */
  readonly hint: string;
  readonly delete: string;
  /** The accessible name of the button. It should begin with `delete`. */
  readonly deleteModel: (name: string) => string;
  readonly deleting: (name: string) => string;
  readonly deleted: (name: string) => string;
  readonly deleteFailed: (name: string, reason: string) => string;
  /** Asks the browser not to delete models by itself. */
  readonly persist: string;
  readonly persisted: string;
  readonly persistRefused: string;
  readonly failed: (reason: string) => string;
  readonly retry: string;
}

const { date, size } = localeFormat('en');

export const englishModelManagerStrings: ModelManagerStrings = {
  label: 'Stored on this device',
  reading: 'Looking for what is stored',
  empty: 'Nothing is stored on this device',
  unknown: 'Part of a download',
  facts: ({ bytes, status, savedAt }) => {
    if (status === 'partial') return `${size(bytes)}, incomplete: the download goes on when it is needed`;
    return savedAt === undefined ? size(bytes) : `${size(bytes)}, since ${date(savedAt)}`;
  },
  usage: ({ models, quota }) =>
    quota === undefined
      ? `${size(models)} in all`
      : `${size(models)} in all; the browser allows this site ${size(quota)}`,
  hint: 'What you delete is downloaded again when it is needed.',
  delete: 'Delete',
  deleteModel: (name) => `Delete ${name}`,
  deleting: (name) => `Deleting ${name}`,
  deleted: (name) => `${name} is deleted`,
  deleteFailed: (name, reason) => `${name} could not be deleted: ${reason}`,
  persist: 'Keep when space is short',
  persisted: 'The browser keeps it when space is short',
  persistRefused: 'The browser does not promise to keep it when space is short',
  failed: (reason) => `Could not read what is stored: ${reason}`,
  retry: 'Try again',
};
