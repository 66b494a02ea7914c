const warned = new Set<string | undefined>();

/** Tells a developer, once for each field, why no word is marked. Loaded in development only. */
export function warnOfText(field: string | undefined): void {
  if (warned.has(field)) return;
  warned.add(field);
  const whose = field === undefined ? '`getText` returns for the item' : `the field "${field}" returns`;
  // biome-ignore lint/suspicious/noConsole: nothing else shows why no word is marked
  console.warn(
    `react-embeddings: nothing is marked, since the text is not the one that ${whose}. Pass that one.`,
  );
}
