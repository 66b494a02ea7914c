/** A prop of a component, as its type tells. */
export interface Prop {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: string;
  /** The sentences of its docstring. */
  readonly text: string;
  readonly default: string | undefined;
}

const MEMBER = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?readonly (\w+)(\?)?: ([^;]*);/g;

/** The members of an interface, or of the object in a type, in the text of its file; in their order. */
export function propsOf(source: string, name: string): readonly Prop[] {
  const start = source.search(new RegExp(`export (?:interface|type) ${name}\\b`));
  if (start < 0) throw new Error(`There is no type ${name}.`);
  return Array.from(
    flat(bodyOf(source.slice(start))).matchAll(MEMBER),
    ([, comment = '', key = '', mark, type = '']) => {
      const text = comment.replaceAll(/\s*\n\s*\* ?/g, ' ').trim();
      const [sentences = '', value] = text.split(/@default /);
      return {
        name: key,
        isRequired: mark === undefined,
        type: type.replaceAll(/\s+/g, ' ').replace(/ \| undefined$/, ''),
        text: sentences.trim(),
        default: value?.trim(),
      };
    },
  );
}

/** What stands between the first brace at the end of a line and the one that closes it. */
function bodyOf(text: string): string {
  const first = text.search(/\{\n/);
  let depth = 0;
  for (let end = first; end < text.length; end += 1) {
    if (text[end] === '{') depth += 1;
    if (text[end] === '}') depth -= 1;
    if (depth === 0) return text.slice(first + 1, end);
  }
  return '';
}

/** Without what is nested in it, which has members of its own. */
function flat(body: string): string {
  const named = body.replaceAll(/\{@link (\w+)\}/g, '$1');
  const inner = /\{[^{}]+\}/;
  let text = named;
  while (inner.test(text)) text = text.replace(inner, '(…)');
  return text;
}
