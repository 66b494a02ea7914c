let visit: string | undefined;

/** A random name of this visit to the page: what a key numbers is of this visit only. */
export function visitId(): string {
  visit ??= Math.random().toString(36).slice(2); // not when the module is read: some servers forbid it there
  return visit;
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** The number of an object or function in this visit: a key can hold neither. */
export function numberOf(value: object): number {
  const number = numbers.get(value) ?? ++count;
  numbers.set(value, number);
  return number;
}
