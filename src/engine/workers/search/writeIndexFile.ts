import { quantize } from '../../math/quantize.js';
import type { FilePrecision } from '../../rpc/searchProtocol.js';
import { digestOfBytes } from '../../utils/sha256.js';
import { aligned, CONTENT, DIGEST, HEADER, MAGIC, SPACE, VERSION } from './indexFileFormat.js';
import type { Header, IndexFile, SectionName } from './indexTables.js';

export async function writeIndexFile(content: IndexFile, precision: FilePrecision): Promise<Uint8Array> {
  const { space, language, dimensions, items, passages, words } = content;
  const { rows, scales } = rowsOf(content, precision);
  const spans = passages.flat();
  const sections: Record<SectionName, ArrayBufferView> = {
    items: utf8(items.join('\n')), // JSON holds no line break
    digests: content.digests,
    passageStarts: startsOf(passages),
    passageSpans: Uint32Array.from(spans.flatMap(({ start, end }) => [start, end])),
    vectors: rows,
    scales,
    terms: utf8(words.terms.join('\n')), // words hold none either
    postingStarts: words.starts,
    postings: words.postings,
    lengths: words.lengths,
  };
  const { body, ranges } = joined(sections);
  const header: Header = {
    space,
    ...(language !== undefined && { language }),
    dimensions,
    items: items.length,
    passages: spans.length,
    vectors: precision,
    sections: ranges,
  };
  return file(utf8(JSON.stringify(header)), body);
}

/** Magic and version; the digest of all that follows it; the length of the header, the header, the body. */
async function file(header: Uint8Array, body: Uint8Array): Promise<Uint8Array> {
  const bodyStart = aligned(HEADER + header.length);
  const file = new Uint8Array(bodyStart + body.length);
  const numbers = new DataView(file.buffer);
  file.set(utf8(MAGIC));
  numbers.setUint32(MAGIC.length, VERSION, true);
  numbers.setUint32(CONTENT, bodyStart - HEADER, true);
  file.fill(SPACE, HEADER, bodyStart);
  file.set(header, HEADER);
  file.set(body, bodyStart);
  file.set(await digestOfBytes(file.subarray(CONTENT)), DIGEST);
  return file;
}

/** Sections one after the other, each from a multiple of 8 bytes on. */
function joined(sections: Record<SectionName, ArrayBufferView>) {
  const ranges = {} as Record<SectionName, readonly [number, number]>;
  let end = 0;
  for (const [name, { byteLength }] of Object.entries(sections)) {
    ranges[name as SectionName] = [end, byteLength];
    end = aligned(end + byteLength);
  }
  const body = new Uint8Array(end);
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(sections))
    body.set(new Uint8Array(buffer, byteOffset, byteLength), ranges[name as SectionName][0]);
  return { body, ranges };
}

function rowsOf({ vectors, dimensions }: IndexFile, precision: FilePrecision) {
  if (precision === 'float32') return { rows: vectors, scales: new Float32Array(0) };
  const rows = new Int8Array(vectors.length);
  const scales = new Float32Array(vectors.length / dimensions);
  for (let row = 0; row < scales.length; row += 1) {
    const [start, end] = [row * dimensions, (row + 1) * dimensions];
    scales[row] = quantize(vectors.subarray(start, end), rows.subarray(start, end));
  }
  return { rows, scales };
}

function startsOf(lists: readonly (readonly unknown[])[]): Uint32Array {
  const starts = new Uint32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) starts[i + 1] = (starts[i] as number) + list.length;
  return starts;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
