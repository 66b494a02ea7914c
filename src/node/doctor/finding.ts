import { withoutSecrets } from '../../engine/utils/fileError.js';

/** Something that was looked at. `good` is as it should be, `note` works but could be better, `mend` does not work. */
export type Finding =
  | { readonly level: 'good'; readonly what: string }
  | { readonly level: 'note' | 'mend'; readonly what: string; readonly fix: string };

export const good = (what: string): Finding => ({ level: 'good', what: hide(what) });
export const note = (what: string, fix: string): Finding => ({
  level: 'note',
  what: hide(what),
  fix: hide(fix),
});
export const mend = (what: string, fix: string): Finding => ({
  level: 'mend',
  what: hide(what),
  fix: hide(fix),
});

/** A text, in which no address shows its secrets. */
const hide = (text: string) => text.replace(/https?:\/\/[^\s"'<>(),]+/g, withoutSecrets);

/** What many servers send for a path that they do not know. */
export const isWebPage = ({ headers }: Response): boolean =>
  (headers.get('content-type') ?? '').includes('text/html');
