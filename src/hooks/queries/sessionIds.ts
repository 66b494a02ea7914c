let session: string | undefined;

/** A random id of this session of the page: numbers in keys are unique within one session only. */
export function sessionId(): string {
  session ??= Math.random().toString(36).slice(2); // not when the module is read: some servers forbid it there
  return session;
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** The number of an object or function in this session, since a key can hold neither. */
export function numberOf(value: object): number {
  const number = numbers.get(value) ?? ++count;
  numbers.set(value, number);
  return number;
}
