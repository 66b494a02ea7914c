/** The text of an item: what `getText` returns, or an item that is a string. */
export function itemText<T>(item: T, getText: ((item: T) => string) | undefined): string | undefined {
  return getText ? getText(item) : typeof item === 'string' ? item : undefined;
}
