/** How deep data is compared; what lies deeper counts as the same. */
const MAX_DEPTH = 6;

/**
 * Whether the data in two values is the same: plain objects, lists, dates, maps, sets, typed arrays, and the props of React elements
 * are compared by what they hold. Functions, symbols and instances of other classes cannot be compared, and count as the same.
 */
export function hasSameData(a: unknown, b: unknown, depth = 0): boolean {
  if (Object.is(a, b) || depth > MAX_DEPTH) return true;
  const [left, right] = [dataOf(a), dataOf(b)];
  if (!isContainer(left) || !isContainer(right)) return isOpaque(left) && isOpaque(right);
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => hasSameData(left[key], right[key], depth + 1))
  );
}

/** What a value holds, as a list or a plain object; the value itself if that is one, or cannot be looked into. */
function dataOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof Map || value instanceof Set) return [...value];
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) return Array.from(value as Uint8Array); // any typed array
  if ('$$typeof' in value) return elementData(value);
  return value;
}

/** What an element shows: the rest of it refers to all of React. */
function elementData(element: object): object {
  const { type, key, props } = element as Container;
  return { type: typeof type === 'string' ? type : undefined, key, props };
}

type Container = Readonly<Record<string, unknown>>;

/** A list, or an object as one writes it. */
function isContainer(value: unknown): value is Container {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function isOpaque(value: unknown): boolean {
  if (typeof value === 'symbol' || typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && !isContainer(value);
}
