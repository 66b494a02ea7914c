import type { BertWeights } from '../../src/engine/workers/embedding/formats/types.js';
import { mutatedJson } from './json.js';
import type { Random } from './random.js';

type Header = Record<
  string,
  { readonly data_offsets: readonly [number, number]; readonly shape: readonly number[] }
>;

function takeApart(file: Uint8Array): { header: Header; body: Uint8Array } {
  const end = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  return { header: JSON.parse(new TextDecoder().decode(file.subarray(8, end))), body: file.subarray(end) };
}

/** A file whose header or numbers are others, or that has bytes too many or too few. */
export function mutatedSafetensors(file: Uint8Array, random: Random): Uint8Array {
  const { header, body } = takeApart(file);
  const kind = random.below(5);
  const text = new TextEncoder().encode(JSON.stringify(kind < 2 ? mutatedJson(header, random) : header));
  let data = body.slice();
  if (kind === 2)
    new DataView(data.buffer).setFloat32(4 * random.below(data.length / 4), random.number(), true);
  if (kind === 3) data = data.slice(0, random.below(data.length));
  const bytes = new Uint8Array(8 + text.length + data.length + (kind === 4 ? 4 * random.below(3) : 0));
  const length = random.below(20) === 0 ? BigInt(random.below(2 ** 31)) : BigInt(text.length);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return random.below(30) === 0 ? bytes.subarray(0, random.below(40)) : bytes;
}

/** Looks some numbers up in the file by the header alone. @returns what differs */
export function wrongNumbers(
  file: Uint8Array,
  { layers, words, embeddingNorm }: BertWeights,
): string | undefined {
  const { header, body } = takeApart(file);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const prefix =
    Object.keys(header)
      .find((name) => name.endsWith('embeddings.LayerNorm.weight'))
      ?.replace(/embeddings\..*/, '') ?? '';
  const at = (name: string, i: number) =>
    view.getFloat32((header[prefix + name]?.data_offsets[0] ?? Number.NaN) + 4 * i, true);
  const tensor = (bytes: Uint8Array, i: number) =>
    new DataView(bytes.buffer, bytes.byteOffset).getFloat32(4 * i, true);
  const checks: [string, number, number][] = [
    ['embeddings.LayerNorm.weight', 3, embeddingNorm.gain[3] as number],
    ['embeddings.word_embeddings.weight', 9, tensor(words.values.bytes, 9)],
    [
      'encoder.layer.0.attention.self.key.weight',
      5,
      tensor((layers[0] as (typeof layers)[number]).key.weight.bytes, 5),
    ],
    ['encoder.layer.0.output.dense.bias', 7, (layers[0] as (typeof layers)[number]).output.bias[7] as number],
  ];
  const wrong = checks.find(([name, i, found]) => !Object.is(at(name, i), found) && header[prefix + name]);
  return wrong && `${wrong[0]}[${wrong[1]}] is ${wrong[2]}`;
}
