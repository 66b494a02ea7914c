/**
 * The same options, each of which may also be `undefined`: what a component hands on need not be there, also under
 * `exactOptionalPropertyTypes`.
 */
export type OptionalProps<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The options that are given, without those that are `undefined`, which would replace defaults. */
export function definedOf<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> }; // only values that are not there are gone
}
