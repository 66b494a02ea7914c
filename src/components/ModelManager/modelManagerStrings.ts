import type { StorageEstimate, StoredModel } from '../../engine/index.js';
import { localeFormat } from '../shared/localeFormat.js';

/** Every word that `<ModelManager>` shows or says. */
export interface ModelManagerStrings {
  /** What the panel is called. */
  readonly label: string;
  /** Until the browser has told. */
  readonly reading: string;
  readonly empty: string;
  /** The name of files that a download has left whose model nobody knows any more. */
  readonly unknown: string;
  /** What is known of a model, below its name. */
  readonly facts: (model: StoredModel) => string;
  /** How much room there is; nothing to say, where the browser does not tell. */
  readonly room: (estimate: StorageEstimate) => string;
  /** What a deletion costs: it can be made good by a download. */
  readonly hint: string;
  readonly delete: string;
  /** What the button is called for those who hear it. It should begin with `delete`. */
  readonly deleteModel: (name: string) => string;
  readonly deleting: (name: string) => string;
  readonly deleted: (name: string) => string;
  readonly deleteFailed: (name: string, reason: string) => string;
  /** Asks the browser not to delete models by itself. */
  readonly keep: string;
  readonly kept: string;
  readonly keepRefused: string;
  readonly failed: (reason: string) => string;
  readonly retry: string;
}

const { date, size } = localeFormat('en');

export const englishModelManagerStrings: ModelManagerStrings = {
  label: 'Language models on this device',
  reading: 'Looking for language models',
  empty: 'No language model is kept on this device',
  unknown: 'Part of a download',
  facts: ({ bytes, status, savedAt }) => {
    if (status === 'partial') return `${size(bytes)}, not whole yet: the download goes on when it is needed`;
    return savedAt === undefined ? size(bytes) : `${size(bytes)}, since ${date(savedAt)}`;
  },
  room: ({ models, quota }) =>
    quota === undefined
      ? `${size(models)} in all`
      : `${size(models)} in all; the browser allows this site ${size(quota)}`,
  hint: 'A model that you delete is downloaded again when it is needed.',
  delete: 'Delete',
  deleteModel: (name) => `Delete ${name}`,
  deleting: (name) => `Deleting ${name}`,
  deleted: (name) => `${name} is deleted`,
  deleteFailed: (name, reason) => `${name} could not be deleted: ${reason}`,
  keep: 'Keep them when the disk is full',
  kept: 'The browser keeps them when the disk is full',
  keepRefused: 'The browser does not promise to keep them: it may delete them when the disk is full',
  failed: (reason) => `The browser does not tell what it keeps: ${reason}`,
  retry: 'Try again',
};
