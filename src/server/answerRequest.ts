import { l2Normalize } from '../engine/math/l2.js';
import type { RemoteAnswer, RemoteRequest } from '../engine/rpc/remoteProtocol.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import { vectorFromText } from '../engine/search/vectorBase64.js';
import { Parameters, passing } from './conditions.js';
import { countFieldValues } from './facetStatement.js';
import type { ClientLike } from './pool.js';
import { RequestError } from './requestError.js';
import { beginSearch, type IndexAnswer, runSearch } from './runSearch.js';
import type { StoredFacts } from './schema.js';
import type { IndexRequest } from './searchPlan.js';
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
  searchRequest: RemoteRequest,
): Promise<RemoteAnswer<unknown>> {
  const { schema, authorized, statistics } = scope;
  const facts = await beginSearch(client, schema, searchRequest.limit);
  const seen =
    authorized && statistics === 'visible' ? await visibleFacts(client, schema, authorized) : facts;
  const { chosen, facets: fields, ...asked } = searchRequest;
  const { terms, ...whole } = await search(client, scope, facts, asked);
  const ids = whole.hits.map(({ id }) => id);
  // How high the scores of others are is not known.
  const of = isBlank(asked) ? undefined : { terms: asked.minScore === undefined ? terms : [], ids };
  // Of what was found, what is chosen: as much as is counted.
  const found = chosen
    ? await search(client, scope, facts, asked, { chosen, ...(of && { among: of }) })
    : whole;
  const filters = [authorized, asked.filter].filter((filter) => filter !== undefined);
  const facets = fields && (await countFieldValues(client, schema, { filters, of, chosen }, fields));
  const { hits, fusion } = found;
  return { hits, fusion, ...(facets && { facets }), items: seen.documents, embedded: seen.embedded };
}

/** Whether nothing is asked but what there is. */
const isBlank = (searchRequest: RemoteRequest): boolean =>
  searchRequest.type === 'search' && searchRequest.query.trim() === '' && searchRequest.vector === undefined;

async function search(
  client: ClientLike,
  scope: RequestScope,
  facts: StoredFacts,
  searchRequest: RemoteRequest,
  of: Pick<IndexRequest, 'chosen' | 'among'> = {},
): Promise<IndexAnswer<unknown>> {
  const { schema, authorized, statistics } = scope;
  const { filter } = searchRequest;
  if (isBlank(searchRequest)) return { hits: [], fusion: 'none', terms: [] };
  const limits = {
    ...(authorized && { authorized }),
    ...(filter && { filter }),
    ...of,
    statistics,
  };
  if (searchRequest.type === 'similar')
    return runSearch(client, schema, await similarTo(client, scope, searchRequest, limits), facts);
  const { vector, space, type: _, filter: __, ...asked } = searchRequest;
  if (vector === undefined) return runSearch(client, schema, { ...asked, ...limits }, facts);
  const request = { ...asked, ...limits, vector: readVector(vector, space, facts) };
  return runSearch(client, schema, request, facts);
}

/** By the vector of an item's first passage, as the index in the browser does, if the caller may see that item. */
async function similarTo(
  client: ClientLike,
  { schema, authorized }: RequestScope,
  { id, limit, minScore }: Extract<RemoteRequest, { type: 'similar' }>,
  limits: Pick<IndexRequest, 'authorized' | 'filter' | 'chosen' | 'among' | 'statistics'>,
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
    weight: 1,
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
