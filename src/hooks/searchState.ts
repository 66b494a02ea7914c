import type { EmbedError, SearchHit, SearchResult } from '../engine/index.js';
import { type GroupBy, orderByGroup } from './combobox/hitGroups.js';
import { mergeHits } from './combobox/mergeHits.js';
import type { InitialResult, SearchState } from './types.js';

/** What a search remembers from one render to the next. */
export interface SearchMemory<T> {
  /** The server's answer, with the options and the index of the render in which it came. */
  readonly initial: ServerAnswer<T> | undefined;
  /** The server's answer that an answer of the page has replaced: it is not shown again. */
  readonly replaced: SearchResult<T> | undefined;
  /** The answer that is shown. */
  readonly shown: ShownAnswer<T> | undefined;
}

interface ServerAnswer<T> {
  readonly result: InitialResult<T>;
  /** The options of the search, as text. */
  readonly options: string;
  /** The revision of the index when it first held items. */
  readonly revision: number | undefined;
}

/** An answer and the search that it is of. */
export interface ShownAnswer<T> {
  readonly result: SearchResult<T>;
  readonly request: string;
}

/** A render of a search: what is searched for, or what is known of its answer. */
export type SearchEvent<T> =
  | {
      readonly type: 'request';
      readonly initial: InitialResult<T> | undefined;
      readonly options: string;
      readonly revision: number | undefined;
    }
  | {
      readonly type: 'answer';
      /** The server's answer to this search. */
      readonly initial: SearchResult<T> | undefined;
      /** The page's own answer to this search. */
      readonly result: SearchResult<T> | undefined;
      /** Whether the page's own answer replaces the server's. */
      readonly isBetter: boolean;
      readonly request: string;
      /** Whether there is nothing to show: the query is empty, or there are no items. */
      readonly forget: boolean;
    };

/** The memory of a search before its first render. */
export const NOTHING_SHOWN: SearchMemory<never> = {
  initial: undefined,
  replaced: undefined,
  shown: undefined,
};

/** The memory after an event; the same object if nothing changed. */
export function searchReducer<T>(memory: SearchMemory<T>, event: SearchEvent<T>): SearchMemory<T> {
  return event.type === 'request' ? onRequest(memory, event) : onAnswer(memory, event);
}

function onRequest<T>(
  memory: SearchMemory<T>,
  { initial, options, revision }: Extract<SearchEvent<T>, { type: 'request' }>,
): SearchMemory<T> {
  if (!initial) return memory.initial ? { ...memory, initial: undefined } : memory;
  const known = memory.initial && isSame(memory.initial.result, initial) ? memory.initial : undefined;
  if (known && (known.revision !== undefined || revision === undefined)) return memory;
  return { ...memory, initial: known ? { ...known, revision } : { result: initial, options, revision } };
}

function onAnswer<T>(
  memory: SearchMemory<T>,
  { initial, result, isBetter, request, forget }: Extract<SearchEvent<T>, { type: 'answer' }>,
): SearchMemory<T> {
  const replaced = isBetter && initial ? initial : memory.replaced;
  const found = (initial === replaced ? undefined : initial) ?? result;
  const shown = forget ? undefined : shownOf(memory.shown, found, request);
  return replaced === memory.replaced && shown === memory.shown ? memory : { ...memory, replaced, shown };
}

/** The answer to this search, or while there is none the last one. */
function shownOf<T>(
  last: ShownAnswer<T> | undefined,
  result: SearchResult<T> | undefined,
  request: string,
): ShownAnswer<T> | undefined {
  if (!result || (last?.result === result && last.request === request)) return last;
  return { result, request };
}

/**
 * The server's answer, while that is what is searched for: the same query, with the options of the render in which it came, of
 * the items that the page had at first. The same object as long as it is the same answer, which may be made anew at each render.
 */
export function serverAnswer<T>(
  { initial }: SearchMemory<T>,
  { query, options, revision }: { query: string; options: string; revision: number | undefined },
): SearchResult<T> | undefined {
  const isOfItems = revision === undefined || revision === initial?.revision;
  return initial && initial.options === options && isOfItems && isAnsweredBy(initial.result, query)
    ? initial.result
    : undefined;
}

/** Whether a server has answered this query. */
export const isAnsweredBy = (initial: InitialResult<unknown> | undefined, query: string): boolean =>
  initial?.query.trim() === query.trim();

function isSame<T>(a: InitialResult<T>, b: InitialResult<T>): boolean {
  if (a === b) return true;
  if (a.query !== b.query || a.mode !== b.mode || a.hits.length !== b.hits.length) return false;
  return a.hits.every(({ id, score }, i) => id === b.hits[i]?.id && score === b.hits[i]?.score);
}

/** What the status of a search depends on. */
export interface StatusInput {
  readonly isBlank: boolean;
  readonly isEnabled: boolean;
  /** Whether there are no items. */
  readonly isEmpty: boolean;
  /** Whether the user has typed since the last request. */
  readonly isTyping: boolean;
  readonly cannotSearch: boolean;
  readonly answer: {
    readonly result: unknown;
    readonly isCurrent: boolean;
    readonly isComplete: boolean;
    readonly error: EmbedError | undefined;
  };
  readonly error: EmbedError | undefined;
}

/** The status of a search. */
export function searchStatus(input: StatusInput): SearchState {
  const { isBlank, isEnabled, isEmpty, isTyping, cannotSearch, answer, error } = input;
  const isShown = answer.isCurrent && !isTyping;
  const hasFailed = cannotSearch || isShown || (answer.error && !isTyping);
  if (error && hasFailed && !isBlank && !isEmpty) return { status: 'error', error };
  const shown = answer.isComplete ? 'ready' : 'partial';
  const missing = answer.result ? 'stale' : isEnabled ? 'pending' : 'idle';
  return { status: isBlank ? 'idle' : isEmpty ? 'ready' : isShown ? shown : missing, error };
}

/** The rows of a search box, as they are shown. */
export interface ShownRows<T> {
  readonly request: string;
  /** The ids of the answer's hits in their order, as text. */
  readonly order: string;
  /** The id of the row that the user is on. */
  readonly active: string | undefined;
  readonly shown: readonly SearchHit<T>[];
}

/**
 * The rows after a render; the same object while the answer's order and the active row stay. While the user is on a row, further
 * hits of the same answer do not move it; otherwise the rows have the order of the answer, by groups if there are any.
 */
export function nextRows<T>(
  last: ShownRows<T> | undefined,
  { hits, request, active }: { hits: readonly SearchHit<T>[]; request: string; active: string | undefined },
  groupBy: GroupBy<T> | undefined,
  limitPerGroup?: number,
): ShownRows<T> {
  const answer = groupBy ? orderByGroup(hits, groupBy, limitPerGroup) : hits;
  // Items and functions may be made anew at each render, so only the order counts.
  const order = JSON.stringify(answer.map(({ id }) => id));
  const isMore = last?.request === request;
  if (isMore && last.order === order && last.active === active) return last;
  const stays = isMore && active !== undefined && request !== ''; // without a query items are shown as they are
  const shown = stays ? mergeHits(last.shown, answer, active) : answer;
  return { request, order, active, shown };
}

/** The rows with the newest hit of each; the same list if they are the same. */
export function newestRows<T>(
  shown: readonly SearchHit<T>[],
  hits: readonly SearchHit<T>[],
): readonly SearchHit<T>[] {
  const newest = new Map(hits.map((hit) => [hit.id, hit]));
  const rows = shown.map((hit) => newest.get(hit.id) ?? hit);
  return rows.every((hit, i) => hit === shown[i]) ? shown : rows;
}
