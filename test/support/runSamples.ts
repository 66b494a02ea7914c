import { type ESTree, type Plugin, parseSync, transformWithOxc } from 'vite';
import { readSamples, type Sample } from './samples.js';

const SAMPLE_ID = /^sample:/;
const LOADED_ID = /^\0sample:/;

/** Lets a test import a sample of the documents by its id, and run it: `import run from 'sample:README.md#2'`. */
export function runSamples(): Plugin {
  return {
    name: 'run-samples',
    enforce: 'pre',
    resolveId: {
      filter: { id: SAMPLE_ID },
      handler: (id) => `\0${id.replace('#', '!')}`, // a URL would end at a #
    },
    load: {
      filter: { id: LOADED_ID },
      handler: (loaded) => compileSample(loaded.replace(LOADED_ID, 'sample:').replace('!', '#')),
    },
  };
}

/** The JavaScript of the module that an import of a sample gives. @param name as it is imported */
export async function compileSample(name: string): Promise<{ readonly code: string }> {
  const id = name.replace(SAMPLE_ID, '');
  const sample = readSamples().find((each) => each.id === id);
  if (!sample) throw new Error(`The documents have no sample ${id}.`);
  return transformWithOxc(moduleOf(sample), `${sample.id}.${sample.language}`);
}

/** The sample in a function, except its imports: `declare const` becomes a parameter, what it declares the result. */
function moduleOf({ id, given, code }: Sample): string {
  const source = `${given}\n${code}`;
  const { program, errors } = parseSync(`${id}.tsx`, source);
  if (errors[0]) throw new Error(`${id}: ${errors[0].message}`);
  const textOf = ({ start, end }: ESTree.Node) => source.slice(start, end);
  const imports: string[] = [];
  const taken: string[] = [];
  const body: string[] = [];
  const declared: string[] = [];
  for (const statement of program.body) {
    const inner = ('declaration' in statement && statement.declaration) || statement; // without its export
    if (inner.type === 'ImportDeclaration') imports.push(textOf(inner));
    else if ('declare' in inner && inner.declare) taken.push(...namesOf(inner));
    else {
      body.push(textOf(inner));
      declared.push(...namesOf(inner));
    }
  }
  return `${imports.join('\n')}
export default async function run(given) {
const { ${taken} } = given ?? {};
${body.join('\n')}
return { ${declared} };
}`;
}

function namesOf(statement: ESTree.Node): readonly string[] {
  if (statement.type === 'FunctionDeclaration') return statement.id ? [statement.id.name] : [];
  return statement.type === 'VariableDeclaration'
    ? statement.declarations.flatMap(({ id }) => boundBy(id))
    : [];
}

/** The names in a pattern: `hits` of `{ hits }`. */
function boundBy(pattern: ESTree.Node): readonly string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type !== 'ObjectPattern') throw new Error(`A sample declares names by ${pattern.type}.`);
  return pattern.properties.flatMap((property) =>
    boundBy(property.type === 'Property' ? property.value : property),
  );
}
