/**
 * The same options, each of which may also be `undefined`: what a component hands on need not be there, also under
 * `exactOptionalPropertyTypes`.
 */
export type OptionalProps<T> = { readonly [K in keyof T]?: T[K] | undefined };
