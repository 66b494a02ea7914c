import { createHash } from 'node:crypto';
import type { Random } from './random.js';

/** A file of an index taken apart (docs/index-file.md). */
export interface IndexParts {
  version: number;
  header: Record<string, unknown>;
  sections: Record<string, Uint8Array>;
}

const [VERSION, DIGEST, CONTENT, HEADER] = [8, 16, 48, 56];
const aligned = (bytes: number) => Math.ceil(bytes / 8) * 8;

export function takeApart(file: Uint8Array): IndexParts {
  const view = new DataView(file.buffer, file.byteOffset);
  const body = HEADER + view.getUint32(CONTENT, true);
  const { sections: places, ...header } = JSON.parse(new TextDecoder().decode(file.subarray(HEADER, body)));
  const sections: Record<string, Uint8Array> = {};
  for (const [name, [start, length]] of Object.entries<[number, number]>(places))
    sections[name] = file.slice(body + start, body + start + length);
  return { version: view.getUint32(VERSION, true), header, sections };
}

/** The file of these parts, with a digest that is right. @param lie changes the places of sections */
export function putTogether(
  { version, header, sections }: IndexParts,
  lie: (places: Record<string, unknown>) => unknown = (places) => places,
): Uint8Array {
  const places: Record<string, unknown> = {};
  let end = 0;
  for (const [name, { length }] of Object.entries(sections)) {
    places[name] = [end, length];
    end = aligned(end + length);
  }
  const json = new TextEncoder().encode(JSON.stringify({ ...header, sections: lie(places) }));
  const body = aligned(HEADER + json.length);
  const file = new Uint8Array(body + end);
  file.set(new TextEncoder().encode('REINDEX\n'));
  const view = new DataView(file.buffer);
  view.setUint32(VERSION, version, true);
  view.setUint32(CONTENT, body - HEADER, true);
  file.fill(0x20, HEADER, body);
  file.set(json, HEADER);
  for (const [name, bytes] of Object.entries(sections)) {
    const place = places[name];
    if (Array.isArray(place)) file.set(bytes, body + Number(place[0]));
  }
  return withDigest(file);
}

export function withDigest(file: Uint8Array): Uint8Array {
  file.set(createHash('sha256').update(file.subarray(CONTENT)).digest(), DIGEST);
  return file;
}

const TABLES = ['passageStarts', 'passageSpans', 'postingStarts', 'postings', 'lengths'];
const FLOATS = ['vectors', 'scales'];
const TEXTS = ['items', 'terms'];
const ODD = [0, 1, 2, 255, 256, 257, 65_536, 0x7fffffff, 0x80000000, 0xffffffff];

/** A file with one to three lies in it, and its digest made anew. */
export function lyingIndex(file: Uint8Array, random: Random): Uint8Array {
  const parts = takeApart(file);
  let places = (all: Record<string, unknown>): unknown => all;
  for (let lies = 1 + random.below(3); lies > 0; lies--) {
    const kind = random.below(8);
    if (kind < 3) changeTable(parts, random);
    else if (kind === 3) changeFloat(parts, random);
    else if (kind === 4) changeText(parts, random);
    else if (kind === 5) changeSection(parts, random);
    else if (kind === 6) parts.header[random.pick(Object.keys(parts.header))] = random.odd();
    else {
      const name = random.pick(Object.keys(parts.sections));
      const value = random.pick([
        [random.odd(), 8],
        [0, random.odd()],
        random.odd(),
        [8 * random.below(50), 4 * random.below(99)],
      ]);
      places = (all) => ({ ...all, [name]: value });
    }
  }
  return putTogether(parts, places);
}

function changeTable({ sections }: IndexParts, random: Random): void {
  const bytes = sections[random.pick(TABLES)];
  if (!bytes || bytes.length < 4) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = () => 4 * random.below(Math.floor(bytes.length / 4));
  const place = at();
  const known = view.getUint32(place, true);
  const value = random.pick([
    random.pick(ODD),
    known + 1,
    known - 1,
    view.getUint32(at(), true),
    random.below(2 ** 31),
  ]);
  view.setUint32(place, value, true);
}

function changeFloat({ sections }: IndexParts, random: Random): void {
  const bytes = sections[random.pick(FLOATS)];
  if (!bytes || bytes.length < 4) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setFloat32(4 * random.below(Math.floor(bytes.length / 4)), random.number(), true);
}

function changeText({ sections }: IndexParts, random: Random): void {
  const name = random.pick(TEXTS);
  const lines = new TextDecoder().decode(sections[name]).split('\n');
  const at = random.below(lines.length);
  const change = random.below(5);
  if (change === 0) lines.splice(at, 1);
  else if (change === 1) lines.splice(at, 0, lines[random.below(lines.length)] ?? '');
  else if (change === 2)
    lines[at] = random.pick(['', '{', 'null', '\u0000', `${lines[at]}x`, '"', '{"id":1}']);
  else if (change === 3) lines.reverse();
  sections[name] = new TextEncoder().encode(lines.join('\n'));
  if (change === 4) random.spoil(sections[name]);
}

function changeSection({ sections }: IndexParts, random: Random): void {
  const name = random.pick(Object.keys(sections));
  const bytes = sections[name] ?? new Uint8Array();
  sections[name] = random.pick([
    bytes.subarray(0, random.below(bytes.length + 1)),
    new Uint8Array([...bytes, ...bytes.subarray(0, 4 * (1 + random.below(4)))]),
    new Uint8Array(),
    sections[random.pick(Object.keys(sections))] ?? bytes,
  ]);
}
