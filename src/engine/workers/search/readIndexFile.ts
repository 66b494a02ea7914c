import { reasonOf } from '../../errors.js';
import type { WordIndex } from '../../ranking/wordIndex.js';
import type { TextSpan } from '../../search/resultTypes.js';
import { digestOfBytes } from '../../utils/sha256.js';
import { CONTENT, DIGEST, HEADER, MAGIC, VERSION } from './indexFileFormat.js';
import {
  assertFloats,
  assertHeader,
  assertItems,
  assertPassages,
  assertScales,
  assertWords,
  failed,
  type Header,
  type IndexFile,
  type SectionName,
} from './indexTables.js';

/** @throws {EmbedError} `index-load-failed` for what is not a whole file of this version, or contradicts itself. */
export async function readIndexFile(file: Uint8Array): Promise<IndexFile> {
  const { header, body } = await open(file);
  const read = sectionsOf(header, body);
  const [items, digests] = [read.lines('items', header.items), read.bytes('digests')];
  assertItems({ items, digests }, header.items);
  const [passageStarts, spans] = [read.numbers('passageStarts'), read.numbers('passageSpans')];
  assertPassages(passageStarts, spans, header);
  const starts = read.numbers('postingStarts');
  const words: WordIndex = {
    terms: read.lines('terms', starts.length - 1),
    starts,
    postings: read.numbers('postings'),
    lengths: read.numbers('lengths'),
  };
  assertWords(words, header.items);
  return {
    space: header.space,
    ...(header.language !== undefined && { language: header.language }),
    dimensions: header.dimensions,
    items,
    digests,
    words,
    passages: items.map((_, i) => spansOf(spans, passageStarts, i)),
    vectors: vectorsOf(header, read),
  };
}

/** Reads sections, each by its kind. */
function sectionsOf({ sections }: Header, body: Uint8Array<ArrayBuffer>) {
  const bytes = (name: SectionName) => {
    const [start, length] = sections[name];
    return body.slice(start, start + length);
  };
  /** The memory of a section of 32-bit numbers. */
  const words = (name: SectionName) => {
    const { buffer } = bytes(name);
    if (buffer.byteLength % 4 === 0) return buffer;
    throw failed(`Its section ${name} ends within a number.`);
  };
  return {
    bytes,
    numbers: (name: SectionName) => new Uint32Array(words(name)),
    floats: (name: SectionName) => new Float32Array(words(name)),
    lines(name: SectionName, count: number): string[] {
      const text = decode(bytes(name), name);
      return count === 0 && text === '' ? [] : text.split('\n');
    },
  };
}

function vectorsOf(header: Header, read: ReturnType<typeof sectionsOf>): Float32Array<ArrayBuffer> {
  if (header.vectors === 'float32') {
    const vectors = read.floats('vectors');
    assertFloats(vectors, header);
    return vectors;
  }
  const [rows, scales] = [new Int8Array(read.bytes('vectors').buffer), read.floats('scales')];
  assertScales(rows, scales, header);
  return floatsOf(rows, scales, header.dimensions);
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw failed(`Its ${name} are no text.`, cause);
  }
}

async function open(file: Uint8Array): Promise<{ header: Header; body: Uint8Array<ArrayBuffer> }> {
  if (new TextDecoder('latin1').decode(file.subarray(0, MAGIC.length)) !== MAGIC)
    throw failed(
      'It is not an index of this library. If a server answers unknown addresses with a page, it is that.',
    );
  if (file.length < HEADER) throw failed('It is cut off.');
  const numbers = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = numbers.getUint32(MAGIC.length, true);
  if (version !== VERSION)
    throw failed(`Its version is ${version}, and this library reads ${VERSION}. Build it anew.`);
  const content = new Uint8Array(file.subarray(CONTENT));
  const digest = await digestOfBytes(content);
  if (digest.some((byte, i) => byte !== file[DIGEST + i]))
    throw failed('It is cut off, or bytes of it were changed.');
  const bodyStart = HEADER + numbers.getUint32(CONTENT, true);
  if (bodyStart > file.length) throw failed('Its header does not lie in it.');
  const header = parseHeader(decode(file.subarray(HEADER, bodyStart), 'header'));
  const body = content.subarray(bodyStart - CONTENT);
  assertHeader(header, body.length);
  return { header, body };
}

function parseHeader(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw failed(`Its header is not JSON (${reasonOf(cause)}).`, cause);
  }
}

function floatsOf(rows: Int8Array, scales: Float32Array, dimensions: number): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(rows.length);
  for (let row = 0, i = 0; row < scales.length; row += 1)
    for (const end = i + dimensions; i < end; i += 1)
      floats[i] = (rows[i] as number) * (scales[row] as number);
  return floats;
}

function spansOf(spans: Uint32Array, starts: Uint32Array, item: number): TextSpan[] {
  const found: TextSpan[] = [];
  for (let i = starts[item] as number; i < (starts[item + 1] as number); i += 1)
    found.push({ start: spans[2 * i] as number, end: spans[2 * i + 1] as number });
  return found;
}
