import { withoutSecrets } from '../../engine/utils/fileError.js';

/** Something that was looked at. `ok` is as it should be, `note` works but could be better, `broken` does not work. */
export type Finding =
  | { readonly level: 'ok'; readonly what: string }
  | { readonly level: 'note' | 'broken'; readonly what: string; readonly fix: string };

export const ok = (what: string): Finding => ({ level: 'ok', what: hide(what) });
export const note = (what: string, fix: string): Finding => ({
  level: 'note',
  what: hide(what),
  fix: hide(fix),
});
export const broken = (what: string, fix: string): Finding => ({
  level: 'broken',
  what: hide(what),
  fix: hide(fix),
});

/** A text, in which no address shows its secrets. */
const hide = (text: string) => text.replace(/https?:\/\/[^\s"'<>(),]+/g, withoutSecrets);

/** What many servers send for a path that they do not know. */
export const isWebPage = ({ headers }: Response): boolean =>
  (headers.get('content-type') ?? '').includes('text/html');
