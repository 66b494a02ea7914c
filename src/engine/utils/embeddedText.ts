import type { NewDocument } from '../rpc/searchProtocol.js';

/** What stands before a document's text where it is embedded: its fields that take part in meaning, a line each. */
export function embeddedLead({ fields = [] }: Pick<NewDocument, 'fields'>): string {
  let lead = '';
  for (const { text, semantic } of fields) if (semantic && text.trim() !== '') lead += `${text.trim()}\n`;
  return lead;
}

/** What is embedded of a document. */
export function embeddedText(document: Pick<NewDocument, 'text' | 'fields'>): string {
  return embeddedLead(document) + document.text;
}

/** Whether the same is embedded of a document as of the one before it, if there was one. */
export function areEmbeddedAlike(
  old: Pick<NewDocument, 'text' | 'fields'> | undefined,
  document: Pick<NewDocument, 'text' | 'fields'>,
): boolean {
  return old !== undefined && embeddedText(old) === embeddedText(document);
}
