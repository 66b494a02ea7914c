import { EmbedError } from '../engine/errors.js';
import type { ClientLike } from './pool.js';

// A load drops the schema that it replaces. So it makes sure that nothing in it is someone else's.

/** What an index has in its schema. */
const OWN = ['facts', 'items', 'passages', 'postings', 'terms', 'stems', 'wanted', 'work', 'progress'];

/**
 * Makes sure that a schema is an index's, is empty, or is not there.
 * @throws {EmbedError} `invalid-input` with `details.name` and `details.found`
 */
export async function assertOwn(
  client: Pick<ClientLike, 'query'>,
  schema: string,
  name: string,
): Promise<void> {
  const { rows } = await client.query(
    `select found from (
       select relname as found, 'facts' = any(select relname from pg_class where relnamespace = s) and relname = any($2) as own
       from pg_class, to_regnamespace($1) s where relnamespace = s and relkind in ('r', 'p', 'f', 'v', 'm', 'S')
       union all select proname, false from pg_proc where pronamespace = to_regnamespace($1)
       union all select typname, false from pg_type where typnamespace = to_regnamespace($1) and typtype in ('d', 'e', 'r')
     ) everything where not own limit 1`,
    [schema, OWN],
  );
  if (rows.length === 0) return;
  const { found } = rows[0];
  throw new EmbedError(
    'invalid-input',
    `The schema ${schema} holds "${found}", which is not of an index, and a load would delete it. Give the index another name.`,
    { details: { name, found } },
  );
}
