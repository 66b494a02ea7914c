/** How deep data is compared; what lies deeper counts as the same. */
const MAX_DEPTH = 6;

/**
 * Whether the plain data in two values is the same. What is no plain data (functions, symbols, dates, elements, instances of classes)
 * cannot be compared, and counts as the same.
 */
export function hasSameData(a: unknown, b: unknown, depth = 0): boolean {
  if (Object.is(a, b) || depth > MAX_DEPTH) return true;
  if (!isContainer(a) || !isContainer(b)) return isOpaque(a) && isOpaque(b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => hasSameData(a[key], b[key], depth + 1));
}

type Container = Readonly<Record<string, unknown>>;

/** A list, or an object as one writes it. */
function isContainer(value: unknown): value is Container {
  if (typeof value !== 'object' || value === null || '$$typeof' in value) return false; // an element refers to all of React
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function isOpaque(value: unknown): boolean {
  if (typeof value === 'symbol' || typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && !isContainer(value);
}
