import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const SOURCE = /\.tsx?$/;
/** A value that a file exports where it declares it. */
const EXPORT =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(class|function\*?|const|let|enum) (\w+)/gm;
/** Values that a file exports by a list, or from another file. */
const LIST = /^export (?:\{(?!\s*\})|\*)/m;

/**
 * Files whose only exported value is a class of another name, and files that are named as a class that they export is, but with
 * other capitals.
 * @param {string} folder
 * @returns {readonly { readonly file: string, readonly name: string }[]} paths relative to `folder`, and the class of each
 */
export function filesNotNamedAfterTheirClass(folder) {
  return readdirSync(folder, { encoding: 'utf8', recursive: true })
    .filter((file) => SOURCE.test(file))
    .flatMap((file) => {
      const name = classNamed(
        readFileSync(resolve(folder, file), 'utf8'),
        basename(file).replace(SOURCE, ''),
      );
      return name === undefined ? [] : [{ file, name }];
    });
}

/** The class that a file should be named after. @param {string} text @param {string} fileName without its extension */
function classNamed(text, fileName) {
  const values = Array.from(text.matchAll(EXPORT), ([, kind = '', name = '']) => ({ kind, name }));
  const classes = values.filter(({ kind }) => kind === 'class').map(({ name }) => name);
  const own = classes.find((name) => name.toLowerCase() === fileName.toLowerCase());
  const only = values.length === 1 && !LIST.test(text) ? classes[0] : undefined;
  const name = own ?? only;
  return name === fileName ? undefined : name;
}
