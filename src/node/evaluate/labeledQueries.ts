import { EmbedError } from '../../engine/index.js';
import { parseItems } from '../items.js';

/** A query and the items that answer it. */
export interface LabeledQuery {
  readonly query: string;
  /** Item id -> grade above 0: the higher, the better the item answers. Empty where no item answers. */
  readonly relevant: ReadonlyMap<string, number>;
}

/**
 * The queries of a file, one JSON value a line: `{ "query": "…", "relevant": ["id", …] }`, or with grades
 * `{ "query": "…", "relevant": { "id": 2, … } }`.
 * @throws {EmbedError} `invalid-input`, with the line.
 */
export function parseQueries(content: string, name: string): LabeledQuery[] {
  return parseItems(content, name).map((line, i) => {
    const { query, relevant } = typeof line === 'string' ? { query: undefined, relevant: undefined } : line;
    const grades = gradesOf(relevant);
    if (typeof query === 'string' && query.trim() !== '' && grades) return { query, relevant: grades };
    throw new EmbedError(
      'invalid-input',
      `${name}, query ${i + 1}: give { "query": "…", "relevant": ["id", …] }; no id where no item answers.`,
    );
  });
}

function gradesOf(relevant: unknown): ReadonlyMap<string, number> | undefined {
  if (typeof relevant !== 'object' || relevant === null) return undefined;
  const grades: [unknown, unknown][] = Array.isArray(relevant)
    ? relevant.map((id) => [id, 1])
    : Object.entries(relevant);
  const isGrade = ([id, grade]: [unknown, unknown]) =>
    (typeof id === 'string' || typeof id === 'number') && typeof grade === 'number' && grade >= 0;
  if (!grades.every(isGrade)) return undefined;
  return new Map(
    grades
      .map(([id, grade]): [string, number] => [String(id), Number(grade)])
      .filter(([, grade]) => grade > 0),
  );
}
