import { unit } from '../engine/math/l2.js';
import type { RemoteAnswer, RemoteQuestion } from '../engine/rpc/remoteProtocol.js';
import type { FieldFilter } from '../engine/search/types.js';
import { vectorFromText } from '../engine/search/vectorBase64.js';
import { Parameters, passing } from './conditions.js';
import { countFieldValues } from './facetStatement.js';
import type { ClientLike } from './pool.js';
import { RequestError } from './requestError.js';
import { type IndexAnswer, runSearch } from './runSearch.js';
import { type IndexFacts, readFacts } from './schema.js';
import type { IndexQuestion } from './searchPlan.js';
import { type Statistics, visibleFacts } from './visibleFacts.js';

/** Where and for whom a request is answered. */
export interface RequestScope {
  readonly schema: string;
  /** What all items must pass, from `authorize`. */
  readonly authorized: FieldFilter | undefined;
  readonly statistics: Statistics;
}

/** Answers a request inside of a transaction. */
export async function answerRequest(
  client: ClientLike,
  scope: RequestScope,
  question: RemoteQuestion,
): Promise<RemoteAnswer<unknown>> {
  const { schema, authorized, statistics } = scope;
  const facts = await readFacts(client, schema);
  const seen =
    authorized && statistics === 'visible' ? await visibleFacts(client, schema, authorized) : facts;
  const found = await search(client, scope, facts, question);
  const filters = [authorized, question.filter].filter((filter) => filter !== undefined);
  const facets = question.facets && (await countFieldValues(client, schema, filters, question.facets));
  return { ...found, ...(facets && { facets }), items: seen.documents, embedded: seen.embedded };
}

async function search(
  client: ClientLike,
  scope: RequestScope,
  facts: IndexFacts,
  question: RemoteQuestion,
): Promise<IndexAnswer<unknown>> {
  const { schema, authorized, statistics } = scope;
  const { filter } = question;
  const limits = { ...(authorized && { authorized }), ...(filter && { filter }), statistics };
  if (question.ask === 'similar')
    return runSearch(client, schema, await similarTo(client, scope, question, limits));
  const { vector, space, ask: _, facets: __, filter: ___, ...asked } = question;
  if (vector === undefined) return runSearch(client, schema, { ...asked, ...limits });
  return runSearch(client, schema, { ...asked, ...limits, vector: readVector(vector, space, facts) });
}

/** By the vector of an item's first passage, as the index in the browser does, if whoever asks may see that item. */
async function similarTo(
  client: ClientLike,
  { schema, authorized }: RequestScope,
  { id, limit, minScore }: Extract<RemoteQuestion, { ask: 'similar' }>,
  limits: Pick<IndexQuestion, 'authorized' | 'filter' | 'statistics'>,
): Promise<IndexQuestion> {
  const parameters = new Parameters();
  const { rows } = await client.query(
    `select p.vector::text from ${schema}.items i join ${schema}.passages p using (hash)
     where i.id = ${parameters.add(id, 'text')} ${passing(parameters, authorized)} order by p.passage limit 1`,
    parameters.values,
  );
  const [found] = rows;
  if (!found)
    throw new RequestError('invalid-input', 'There is no item of this id that has a vector.', { id });
  return {
    query: '',
    vector: Float32Array.from(JSON.parse(found.vector)),
    mode: 'semantic',
    limit,
    prefix: false,
    fusion: 'standardised',
    weight: 1,
    ...(minScore !== undefined && { minScore }),
    ...limits,
    without: id,
  };
}

function readVector(
  text: string,
  asked: string | undefined,
  { space, dimensions }: IndexFacts,
): Float32Array {
  if (asked !== space)
    throw new RequestError('space-mismatch', `This index holds vectors of ${space}, not of ${asked}.`, {
      asked,
      actual: space,
    });
  const vector = vectorFromText(text);
  if (vector?.length === dimensions && vector.every(Number.isFinite)) return unit(vector);
  throw new RequestError('invalid-input', `"vector" is not ${dimensions} finite numbers in base64.`, {
    field: 'vector',
  });
}
