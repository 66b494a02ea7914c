/** An object with the same keys, and what `change` makes of their values. */
export const mapValues = <V, W>(
  values: Readonly<Record<string, V>>,
  change: (value: V, key: string) => W,
): Record<string, W> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
