import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../../../../src/engine/errors.js';
import { findBert } from '../../../../../src/engine/workers/embedding/formats/onnx/findBert.js';
import {
  type OnnxGraph,
  type OnnxNode,
  readOnnx,
} from '../../../../../src/engine/workers/embedding/formats/onnx/readOnnx.js';
import { readBert } from '../../../../../src/engine/workers/embedding/formats/readBert.js';
import type { BertWeights, Tensor } from '../../../../../src/engine/workers/embedding/formats/types.js';
import { UnsupportedArchitecture } from '../../../../../src/engine/workers/embedding/formats/UnsupportedArchitecture.js';
import { processorSeconds } from '../../../../fuzz/hostileTexts.mjs';

// The forms in which newer exporters write attention and its mask (scaled_dot_product_attention), put into a known graph.
const float = readOnnx(new Uint8Array(readFileSync('test/fixtures/weights/float32.onnx')));
const known = findBert(float);

const [CAST_FLOAT, CAST_BOOL, CAST_INTEGER] = [1, 9, 7].map((to) => ({ to }));
const LAST_PLACE = 2 ** 63;
const LOWEST = -3.4028234663852886e38;

describe('queries and keys that are scaled before they are multiplied', () => {
  const scaled = (factor: (side: number) => string, ...more: OnnxNode[]): OnnxGraph => {
    let graph = withConstants(float);
    for (const product of float.nodes.filter(
      ({ op, outputs }) => op === 'MatMul' && readerOf(outputs[0], 'Div'),
    )) {
      const name = (side: number) => `${product.outputs[0]}.${side}`;
      const factors = product.inputs.map((input, side) => node('Mul', [input, factor(side)], [name(side)]));
      const division = readerOf(product.outputs[0], 'Div');
      graph = changed(graph, (each) => {
        if (each === division) return [node('Identity', [product.outputs[0] ?? ''], [...each.outputs])];
        return each === product ? [...factors, { ...product, inputs: [name(0), name(1)] }] : [each];
      });
    }
    return { ...graph, nodes: [...more, ...graph.nodes] };
  };

  test('by the root of 1 / √size each, which is computed from their shape', () => {
    const turned = firstProduct().inputs[0] ?? '';
    const root = [
      node('Shape', [turned], ['shape']),
      node('Slice', ['shape', 'minus one', 'last place'], ['size']),
      node('Cast', ['size'], ['float size'], CAST_FLOAT),
      node('Sqrt', ['float size'], ['root of size']),
      node('Div', ['one', 'root of size'], ['scale']),
      node('Sqrt', ['scale'], ['root of scale']),
    ];
    expect(findBert(scaled(() => 'root of scale', ...root))).toEqual(known);
  });

  test('by a constant, once or twice, as long as it comes to 1 / √size', () => {
    expect(findBert(scaled(() => 'root of an eighth'))).toEqual(known);
    expect(findBert(scaled((side) => (side === 0 ? 'an eighth' : 'one')))).toEqual(known);
    expect(() => findBert(scaled(() => 'an eighth'))).toThrow(/attention is not that of BERT/);
    expect(() => findBert(scaled(() => 'one'))).toThrow(/attention is not that of BERT/);
  });
});

describe('a mask', () => {
  /** The mask of the known graph, made by other nodes. */
  const masked = (...nodes: OnnxNode[]): OnnxGraph => {
    const [name] = maskOf();
    const graph = changed(withConstants(float), (each) => (each.outputs[0] === name ? [] : [each]));
    return { ...graph, nodes: [...nodes, ...graph.nodes] };
  };
  const [name = ''] = maskOf();
  const batch = [
    node('Shape', ['attention_mask'], ['mask shape']),
    node('Gather', ['mask shape', 'zero'], ['batch']),
    node('Gather', ['mask shape', 'one place'], ['tokens']),
    node('Unsqueeze', ['batch', 'first axis'], ['batch list']),
    node('Unsqueeze', ['tokens', 'first axis'], ['tokens list']),
    node('Concat', ['batch list', 'first', 'tokens list', 'tokens list'], ['square'], { axis: 0 }),
    node('Unsqueeze', ['attention_mask', 'middle axes'], ['mask of keys']),
  ];
  const square = (last: OnnxNode[]) => [
    ...batch,
    node('Expand', ['mask of keys', 'square'], ['mask square']),
    node('Cast', ['mask square'], ['float mask'], CAST_FLOAT),
    node('Sub', ['one', 'float mask'], ['inverted']),
    node('Cast', ['inverted'], ['is padding'], CAST_BOOL),
    ...last,
  ];

  test('may be filled where it is not 0, for each pair of tokens', () => {
    expect(
      findBert(masked(...square([node('Where', ['is padding', 'lowest', 'inverted'], [name])]))),
    ).toEqual(known);
  });

  test('may be taken by indices, and compared with places', () => {
    const byIndices = [
      ...batch,
      node('Range', ['zero', 'tokens', 'one place'], ['places']),
      node('Unsqueeze', ['places', 'last axis'], ['column']),
      node('Mul', ['column', 'zero'], ['rows']),
      node('Concat', ['rows', 'column'], ['indices'], { axis: 1 }),
      node('GatherND', ['attention_mask', 'indices'], ['mask by places']),
      node('Cast', ['mask by places'], ['is real'], CAST_BOOL),
      node('LessOrEqual', ['places', 'tokens'], ['is before']),
      node('And', ['is real', 'is before'], ['is seen']),
      node('Where', ['is seen', 'nothing', 'lowest'], ['row']),
      node('Unsqueeze', ['row', 'three axes'], [name]),
    ];
    expect(findBert(masked(...byIndices))).toEqual(known);
  });

  test('must not hide what is no padding, nor show what is', () => {
    const other = (last: OnnxNode[]) => () => findBert(masked(...square(last)));
    const flipped = [node('Where', ['is padding', 'inverted', 'lowest'], [name])];
    const none = [node('Where', ['is padding', 'nothing', 'inverted'], [name])];
    const causal = [
      node('Cast', ['mask square'], ['integers'], CAST_INTEGER),
      node('Range', ['zero', 'tokens', 'one place'], ['places']),
      node('Unsqueeze', ['places', 'last axis'], ['column']),
      node('LessOrEqual', ['places', 'column'], ['is seen']),
      node('Where', ['is seen', 'nothing', 'lowest'], [name]),
    ];
    for (const last of [flipped, none, causal]) expect(other(last)).toThrow(/attention is not that of BERT/);
  });
});

test('a guard puts 0 in the place of what is not a number', () => {
  const guarded = changed(withConstants(float), (each) =>
    each.op === 'Softmax'
      ? [
          { ...each, outputs: [`${each.outputs[0]} raw`] },
          node('IsNaN', [`${each.outputs[0]} raw`], [`${each.outputs[0]} none`]),
          node('Where', [`${each.outputs[0]} none`, 'nothing', `${each.outputs[0]} raw`], [...each.outputs]),
        ]
      : [each],
  );
  expect(findBert(guarded)).toEqual(known);
});

test('token types may be all 0 without being asked for', () => {
  const zeros = [
    node('Shape', ['input_ids'], ['ids shape']),
    node('Expand', ['zero', 'ids shape'], ['types']),
  ];
  const graph = changed(withConstants(float), (each) => [
    { ...each, inputs: each.inputs.map((input) => (input === 'token_type_ids' ? 'types' : input)) },
  ]);
  expect(findBert({ ...graph, nodes: [...zeros, ...graph.nodes] })).toEqual(known);
});

describe('graphs that are wired otherwise', () => {
  const OPERATIONS = [
    'Tanh',
    'Mul',
    'Max',
    'Sub',
    'Add',
    'Div',
    'Softmax',
    'Erf',
    'ReduceMean',
    'MatMul',
    'Transpose',
  ];
  const files = ['float32', 'int8-per-column', 'layer-normalization', 'dequantize-linear'];

  test.each(files)('%s: no operation on numbers of words may be another', (file) => {
    const graph = readOnnx(new Uint8Array(readFileSync(`test/fixtures/weights/${file}.onnx`)));
    const words = fromWords(graph);
    let refused = 0;
    for (const each of graph.nodes.filter(({ outputs }) => words.has(outputs[0] ?? '')))
      for (const op of OPERATIONS) {
        if (op === each.op) continue;
        const other = changed(graph, (node) => [node === each ? { ...node, op } : node]);
        expect(() => findBert(other), `${each.op} to ${op} for ${each.outputs}`).toThrow();
        refused += 1;
      }
    expect(refused).toBeGreaterThan(500);
  });

  test('what an operation reads of the numbers of words may be nothing else of them, or it is a layer of other weights', () => {
    const words = fromWords(float);
    for (const each of float.nodes)
      for (const [place, input] of each.inputs.entries()) {
        if (!words.has(input) || each.op === 'Shape') continue;
        for (const other of [...words].filter((name, i) => i % 7 === place && name !== input)) {
          const inputs = each.inputs.toSpliced(place, 1, other);
          const found = outcome(changed(float, (node) => [node === each ? { ...node, inputs } : node]));
          expect(found, `${each.op} reads ${other} instead of ${input}`).not.toEqual(known);
        }
      }
  });
});

/** The weights, if it is taken for a BERT. */
function outcome(graph: OnnxGraph): BertWeights | undefined {
  try {
    return findBert(graph);
  } catch (error) {
    if (error instanceof UnsupportedArchitecture || EmbedError.is(error, 'model-load-failed'))
      return undefined;
    throw error;
  }
}

describe('files that take long', () => {
  test('a chain of Concat that doubles is refused at once', () => {
    const doubled = Array.from({ length: 60 }, (_, i) =>
      node('Concat', [`c${i}`, `c${i}`], [`c${i + 1}`], { axis: 0 }),
    );
    const graph = changed(withConstants(float), (each) => [
      each.op === 'Reshape' ? { ...each, inputs: [each.inputs[0] ?? '', 'c60'] } : each,
    ]);
    const chain = { ...graph, nodes: [node('Identity', ['first'], ['c0']), ...doubled, ...graph.nodes] };
    const refuse = () => expect(() => findBert(chain)).toThrow(/not followed/);
    expect(processorSeconds(refuse)).toBeLessThan(5);
  });

  test('a long chain, a circle and a value that is made twice are typed', () => {
    const shaped = changed(withConstants(float), (each) => [
      each.op === 'Reshape' ? { ...each, inputs: [each.inputs[0] ?? '', 'c0'] } : each,
    ]);
    const chain = Array.from({ length: 20_000 }, (_, i) => node('Identity', [`c${i + 1}`], [`c${i}`]));
    const end = node('Identity', ['first'], ['c20000']);
    expect(() => findBert({ ...shaped, nodes: [...chain, end, ...shaped.nodes] })).toThrow(/not followed/);
    const circle = [node('Identity', ['c1'], ['c0']), node('Identity', ['c0'], ['c1'])];
    expect(() => findBert({ ...shaped, nodes: [...circle, ...shaped.nodes] })).toThrow(/not followed/);
    expect(() => findBert({ ...float, nodes: [...float.nodes, float.nodes[0] as OnnxNode] })).toThrow(
      expect.objectContaining({ code: 'model-load-failed' }),
    );
  });

  test('100 MB of packed int64 stay as they are in the file', () => {
    const values = new Uint8Array(100e6).fill(1);
    const name = new TextEncoder().encode('padding');
    const tensor = bytes(
      [0x08, ...varint(values.length)],
      [0x10, 7],
      [0x3a, ...varint(values.length)],
      values,
      [0x42, name.length],
      name,
    );
    const graph = bytes([0x2a, ...varint(tensor.length)], tensor);
    const file = bytes([0x3a, ...varint(graph.length)], graph);
    const before = process.memoryUsage();
    expect(() => readBert(file)).toThrow(/no ONNX file/);
    const after = process.memoryUsage();
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(50e6);
  });
});

function bytes(...parts: ArrayLike<number>[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function node(
  op: string,
  inputs: string[],
  outputs: string[],
  numbers: Readonly<Record<string, number>> = {},
): OnnxNode {
  return { op, inputs, outputs, numbers: new Map(Object.entries(numbers)), texts: new Map() };
}

function changed(graph: OnnxGraph, change: (node: OnnxNode) => OnnxNode[]): OnnxGraph {
  return { ...graph, nodes: graph.nodes.flatMap(change) };
}

function readerOf(name: string | undefined, op: string): OnnxNode | undefined {
  return float.nodes.find((node) => node.op === op && node.inputs.includes(name ?? ''));
}

function firstProduct(): OnnxNode {
  const found = float.nodes.find(({ op, outputs }) => op === 'MatMul' && readerOf(outputs[0], 'Div'));
  if (!found) throw new Error('The fixture multiplies no queries and keys.');
  return found;
}

/** The name of what is added to the scores. */
function maskOf(): string[] {
  const scores = readerOf(firstProduct().outputs[0], 'Div')?.outputs[0];
  return readerOf(scores, 'Add')?.inputs.filter((input) => input !== scores) ?? [];
}

/** What depends on the words, but for their shapes. */
function fromWords(graph: OnnxGraph): ReadonlySet<string> {
  const found = new Set(['input_ids']);
  for (const { op, inputs, outputs } of graph.nodes)
    if (op !== 'Shape' && inputs.some((input) => found.has(input)))
      for (const output of outputs) found.add(output);
  found.delete('input_ids');
  return found;
}

function withConstants(graph: OnnxGraph): OnnxGraph {
  const tensors = new Map(graph.tensors);
  const add = (name: string, type: 'float32' | 'int64', shape: number[], ...values: number[]) => {
    const data = type === 'float32' ? Float32Array.from(values) : BigInt64Array.from(values, toBigInt);
    const tensor: Tensor = { name, type, shape, bytes: new Uint8Array(data.buffer) };
    tensors.set(name, tensor);
  };
  add('one', 'float32', [], 1);
  add('nothing', 'float32', [], 0);
  add('lowest', 'float32', [], LOWEST);
  add('an eighth', 'float32', [], 1 / Math.sqrt(8));
  add('root of an eighth', 'float32', [], 8 ** -0.25);
  add('zero', 'int64', [], 0);
  add('one place', 'int64', [], 1);
  add('first axis', 'int64', [1], 0);
  add('first', 'int64', [1], 1);
  add('last axis', 'int64', [1], 1);
  add('minus one', 'int64', [1], -1);
  add('last place', 'int64', [1], LAST_PLACE);
  add('middle axes', 'int64', [2], 1, 2);
  add('three axes', 'int64', [3], 0, 1, 2);
  return { ...graph, tensors };
}

function toBigInt(value: number): bigint {
  return value === LAST_PLACE ? 2n ** 63n - 1n : BigInt(value);
}
