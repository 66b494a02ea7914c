import { l2Normalize } from '../engine/math/l2.js';
import type { RemoteAnswer, RemoteRequest } from '../engine/rpc/remoteProtocol.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import { vectorFromText } from '../engine/search/vectorBase64.js';
import { type FoundItems, Parameters, passing } from './conditions.js';
import { countFieldValues } from './facetStatement.js';
import type { ClientLike } from './pool.js';
import { RequestError } from './RequestError.js';
import { beginSearch, findHits, findIds, type IndexAnswer, narrowPlan, planSearch } from './runSearch.js';
import type { StoredFacts } from './schema.js';
import type { IndexRequest } from './searchPlan.js';
import { type StatisticsScope, visibleFacts } from './visibleFacts.js';

/** Where and for whom a request is answered. */
export interface RequestScope {
  readonly schema: string;
  /** What all items must pass, from `authorize`. */
  readonly authorized: FieldFilter | undefined;
  readonly statistics: StatisticsScope;
}

/** Answers a request inside of a transaction. */
export async function answerRequest(
  client: ClientLike,
  scope: RequestScope,
  searchRequest: RemoteRequest,
): Promise<RemoteAnswer<unknown>> {
  const { schema, authorized, statistics } = scope;
  const facts = await beginSearch(client, schema, searchRequest.limit);
  const seen =
    authorized && statistics === 'visible' ? await visibleFacts(client, schema, authorized) : facts;
  const { selectedFacets: given, facets: fields, ...asked } = searchRequest;
  const selected = Object.keys(given ?? {}).length > 0 ? given : undefined;
  const { of, ...found } = await find(client, scope, facts, asked, selected);
  const filters = [authorized, asked.filter].filter((filter) => filter !== undefined);
  const facets = fields && (await countFieldValues(client, schema, { filters, of, selected }, fields));
  return { ...found, ...(facets && { facets }), items: seen.documents, embedded: seen.embedded };
}

/** The hits, and what facets are counted of: all items if that is undefined. */
interface Found extends IndexAnswer<unknown> {
  readonly of?: FoundItems;
}

/** Searches; and once more where values of facets are selected: the selected ones of what was found, as many as are counted. */
async function find(
  client: ClientLike,
  scope: RequestScope,
  facts: StoredFacts,
  asked: RemoteRequest,
  selected: FieldFilter | undefined,
): Promise<Found> {
  const { schema } = scope;
  if (isBlank(asked)) return { hits: [], fusion: 'none' };
  const plan = await planSearch(client, schema, await requestOf(client, scope, facts, asked), facts);
  // How high the scores of others are is not known.
  const terms = asked.minScore === undefined ? plan.terms : [];
  if (selected) {
    const of = { terms, ids: await findIds(client, schema, plan) };
    const narrowed = await narrowPlan(client, schema, plan, { selected, among: of });
    return { ...(await findHits(client, schema, narrowed)), of };
  }
  const found = await findHits(client, schema, plan);
  return { ...found, of: { terms, ids: found.hits.map(({ id }) => id) } };
}

/** Whether nothing is asked but what there is. */
const isBlank = (searchRequest: RemoteRequest): boolean =>
  searchRequest.type === 'search' && searchRequest.query.trim() === '' && searchRequest.vector === undefined;

async function requestOf(
  client: ClientLike,
  scope: RequestScope,
  facts: StoredFacts,
  searchRequest: RemoteRequest,
): Promise<IndexRequest> {
  const { authorized, statistics } = scope;
  const { filter } = searchRequest;
  const limits = { ...(authorized && { authorized }), ...(filter && { filter }), statistics };
  if (searchRequest.type === 'similar') return similarTo(client, scope, searchRequest, limits);
  const { vector, space, type: _, filter: __, ...asked } = searchRequest;
  if (vector === undefined) return { ...asked, ...limits };
  return { ...asked, ...limits, vector: readVector(vector, space, facts) };
}

/** By the vector of an item's first passage, as the index in the browser does, if the caller may see that item. */
async function similarTo(
  client: ClientLike,
  { schema, authorized }: RequestScope,
  { id, limit, minScore }: Extract<RemoteRequest, { type: 'similar' }>,
  limits: Pick<IndexRequest, 'authorized' | 'filter' | 'statistics'>,
): Promise<IndexRequest> {
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
    fusion: 'weighted-mean',
    semanticWeight: 1,
    ...(minScore !== undefined && { minScore }),
    ...limits,
    without: id,
  };
}

function readVector(
  text: string,
  asked: string | undefined,
  { space, dimensions }: StoredFacts,
): Float32Array {
  if (asked !== space)
    throw new RequestError('space-mismatch', `This index holds vectors of ${space}, not of ${asked}.`, {
      asked,
      actual: space,
    });
  const vector = vectorFromText(text);
  if (vector?.length === dimensions && vector.every(Number.isFinite)) return l2Normalize(vector);
  throw new RequestError('invalid-input', `"vector" is not ${dimensions} finite numbers in base64.`, {
    field: 'vector',
  });
}
