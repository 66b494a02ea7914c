import { propsOf } from './propsOf.js';

const sources = Object.values(
  import.meta.glob<string>('../src/{components,hooks,plots,engine/search}/**/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

/** A table of the props that a type has, read from its source. */
export function Props({ of: name }: { readonly of: string }) {
  const source = sources.find((text) => new RegExp(`export (?:interface|type) ${name}\\b`).test(text));
  return (
    <table>
      <thead>
        <tr>
          <th>prop</th>
          <th>type</th>
          <th>does</th>
          <th>default</th>
        </tr>
      </thead>
      <tbody>
        {propsOf(source ?? '', name).map((prop) => (
          <tr key={prop.name}>
            <td>
              <code>{prop.name}</code>
              {prop.isRequired && ' *'}
            </td>
            <td>
              <code>{prop.type}</code>
            </td>
            <td>{withCode(prop.text)}</td>
            <td>{withCode(prop.default)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A text in which what stands between backticks is code. */
function withCode(text = '') {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text stay where they are
  return text.split('`').map((part, i) => (i % 2 > 0 ? <code key={i}>{part}</code> : part));
}
