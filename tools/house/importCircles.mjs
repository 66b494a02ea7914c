import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const SOURCE = /\.tsx?$/;
/** A relative module that a file imports or exports from, also for types alone. What is loaded later may know its caller. */
const IMPORT = /^(?:import|export)\s[^;]*?'(\.{1,2}\/[^']+)';$/gms;

/**
 * Groups of files that import each other.
 * @param {string} folder
 * @returns {readonly (readonly string[])[]} paths relative to `folder`
 */
export function importCircles(folder) {
  const files = readdirSync(folder, { encoding: 'utf8', recursive: true })
    .filter((name) => SOURCE.test(name))
    .map((name) => resolve(folder, name));
  const known = new Set(files);
  const imports = new Map(files.map((file) => [file, importsOf(file).filter((path) => known.has(path))]));
  return stronglyConnected(imports)
    .filter((group) => group.length > 1 || imports.get(group[0] ?? '')?.includes(group[0] ?? ''))
    .map((group) => group.map((file) => relative(folder, file)).toSorted());
}

/** @param {string} file */
function importsOf(file) {
  return Array.from(readFileSync(file, 'utf8').matchAll(IMPORT), ([, path = '']) => {
    const base = resolve(dirname(file), path).replace(/\.js$/, '');
    return [`${base}.ts`, `${base}.tsx`];
  }).flat();
}

/**
 * Tarjan's strongly connected components (SIAM Journal on Computing 1(2), 1972).
 * @param {ReadonlyMap<string, readonly string[]>} edges
 * @returns {string[][]}
 */
function stronglyConnected(edges) {
  /** @type {Map<string, number>} */
  const order = new Map();
  /** @type {Map<string, number>} the earliest node on the stack that is reachable */
  const low = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const components = [];
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return components;

  /** @param {string} node */
  function visit(node) {
    const number = order.size;
    order.set(node, number);
    low.set(node, number);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(Number(low.get(node)), Number(low.get(next))));
    }
    if (low.get(node) === number) components.push(stack.splice(stack.indexOf(node)));
  }
}
