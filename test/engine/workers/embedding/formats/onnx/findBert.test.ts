import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { numbersOf } from '../../../../../../src/engine/workers/embedding/formats/numbers.js';
import { findBert } from '../../../../../../src/engine/workers/embedding/formats/onnx/findBert.js';
import {
  type OnnxGraph,
  type OnnxNode,
  readOnnx,
} from '../../../../../../src/engine/workers/embedding/formats/onnx/readOnnx.js';
import { readBert } from '../../../../../../src/engine/workers/embedding/formats/readBert.js';
import type { Tensor } from '../../../../../../src/engine/workers/embedding/formats/types.js';
import { UnsupportedArchitecture } from '../../../../../../src/engine/workers/embedding/formats/UnsupportedArchitecture.js';

// Graphs that differ from a known one in a single place.
const file = (name: string) => new Uint8Array(readFileSync(`test/fixtures/weights/${name}`));
const float = readOnnx(file('float32.onnx'));
const quantized = readOnnx(file('int8-per-column.onnx'));
const normalized = readOnnx(file('layer-normalization.onnx'));

const QUERY_BIAS = 'encoder.layer.0.attention.self.query.bias';
const query = producer(float, consumer(float, QUERY_BIAS).inputs[1]);
const weightName = query.inputs[1] as string;
const weight = tensor(float, weightName);

describe('heads', () => {
  const isLayer = (name = '') => producer(float, name).op === 'Add';
  const reshapedTo = (...sizes: number[]) =>
    withNode(withTensors(float, ints('shape', ...sizes)), 'Reshape', ({ inputs: [input = ''] }) =>
      isLayer(input) ? { inputs: [input, 'shape'] } : {},
    );

  test.each([[[0, 0, 2, 8]], [[0, 0, -1, 8]], [[1, -1, 2, 8]], [[0, 0, 2, -1]]])(
    'are read from a shape of %j',
    (sizes) => {
      expect(findBert(reshapedTo(...sizes)).heads).toBe(2);
    },
  );

  test.each([[[0, 0, 3, 8]], [[0, -1, 16]], [[0, 0, -1, 7]], [[]]])(
    'are not guessed from a shape of %j',
    (sizes) => {
      expect(() => findBert(reshapedTo(...sizes))).toThrow(UnsupportedArchitecture);
    },
  );
});

describe('the activation', () => {
  const inLayer = (layer: number, change: Partial<OnnxNode>) => {
    let seen = 0;
    return withNode(float, 'Erf', () => (seen++ === layer ? change : {}));
  };

  test.each([0, 1])('is GELU in its exact form in layer %d', (layer) => {
    expect(() => findBert(inLayer(layer, { op: 'Tanh' }))).toThrow(/activation is not GELU/);
    expect(() => findBert(inLayer(layer, { op: 'Max' }))).toThrow(/activation is not GELU/);
  });

  test('may be read by something that no vector depends on', () => {
    const sum = consumer(float, 'encoder.layer.1.intermediate.dense.bias');
    const graph = { ...float, nodes: [...float.nodes, node('Tanh', [...sum.outputs], ['t'])] };
    expect(findBert(graph)).toEqual(findBert(float));
  });

  test('may be the operator Gelu, unless it approximates by tanh', () => {
    const gelu = (approximate: string): OnnxGraph => ({
      ...float,
      nodes: float.nodes.map((half) => {
        const isHalf = half.op === 'Mul' && half.inputs.some((input) => isNumber(float, input, 0.5));
        if (!isHalf) return half;
        const doubled = producer(float, half.inputs[0]);
        const x = doubled.inputs.find((input) =>
          maker(float, input)?.inputs.some((name) => name.endsWith('.bias')),
        );
        return {
          ...node('Gelu', [x ?? ''], [...half.outputs]),
          texts: new Map([['approximate', approximate]]),
        };
      }),
    });
    expect(findBert(gelu('none'))).toEqual(findBert(float));
    expect(() => findBert(gelu('tanh'))).toThrow(/activation is not GELU/);
  });
});

describe('a weight', () => {
  const reading = (graph: OnnxGraph, name: string, ...nodes: OnnxNode[]): OnnxGraph => ({
    ...graph,
    nodes: [
      ...nodes,
      ...graph.nodes.map((n) => (n === query ? { ...n, inputs: [n.inputs[0] ?? '', name] } : n)),
    ],
  });
  const hiddenName = query.inputs[0] as string;
  const queryOf = (graph: OnnxGraph) => findBert(graph).layers[0]?.query;
  const scales = (count: number) => floats('scales', ...Array(count).fill(0.5));
  const integers = { ...weight, type: 'int8', bytes: new Uint8Array(256).fill(3) } as const;

  test('may pass a Cast and a Transpose, which turns its axes', () => {
    const graph = reading(
      float,
      'turned',
      { ...node('Cast', [weightName], ['cast']), numbers: new Map([['to', 1]]) },
      node('Transpose', ['cast'], ['turned']),
    );
    expect(queryOf(graph)).toMatchObject({ weight, order: 'outputs-inputs' });
    expect(queryOf(float)).toMatchObject({ weight, order: 'inputs-outputs' });
    const twice = [node('Transpose', [weightName], ['a']), node('Transpose', ['a'], ['b'])];
    expect(queryOf(reading(float, 'b', ...twice))).toMatchObject({ weight, order: 'inputs-outputs' });
  });

  test.each([
    ['columns', 1, []],
    ['columns', -1, []],
    ['rows', 0, ['Transpose']],
    ['rows', -2, ['Transpose']],
  ])('may have scales for its outputs, in %s (axis %d)', (_, axis, then) => {
    const graph = dequantised(16, axis, then);
    expect(queryOf(graph)?.quantization?.scales).toHaveLength(16);
  });

  test('has its scales for columns where no axis is named', () => {
    const unnamed = withNode(dequantised(16, 1, []), 'DequantizeLinear', () => ({ numbers: new Map() }));
    expect(queryOf(unnamed)?.quantization?.scales).toHaveLength(16);
  });

  test.each([
    [0, []],
    [1, ['Transpose']],
  ])('with scales for its inputs (axis %d, %j) is left to another runtime', (axis, then) => {
    expect(() => queryOf(dequantised(16, axis, then))).toThrow(/neither one for all nor one per output/);
  });

  test('with scales for blocks is left to another runtime', () => {
    const graph = dequantised(16, 1, [], ['block_size', 2]);
    expect(() => queryOf(graph)).toThrow(UnsupportedArchitecture);
    for (const axis of [0, 1]) {
      const inTwo = withTensors(dequantised(16, axis, []), { ...scales(32), shape: [2, 16] });
      expect(() => queryOf(inTwo)).toThrow(UnsupportedArchitecture);
    }
  });

  test('with one scale for all may name any axis', () => {
    expect(queryOf(dequantised(1, 0, []))?.quantization?.scales).toEqual(Float32Array.of(0.5));
  });

  test('with too few scales is broken', () => {
    expect(() => queryOf(dequantised(15, 1, []))).toThrow(/15 scales or zero points for 16/);
  });

  test('of integers that nothing scales is left to another runtime', () => {
    const graph = withTensors(float, { ...weight, type: 'int64', bytes: new Uint8Array(8 * 256) });
    expect(() => findBert(graph)).toThrow(/another type/);
  });

  test('in a Gemm is turned by transB, and must not be scaled', () => {
    const gemm = (...numbers: [string, number][]) =>
      withNode(float, 'Add', (add) =>
        add.inputs[0] === QUERY_BIAS
          ? { op: 'Gemm', inputs: [hiddenName, weightName, QUERY_BIAS], numbers: new Map(numbers) }
          : {},
      );
    expect(queryOf(gemm())?.order).toBe('inputs-outputs');
    expect(queryOf(gemm(['transB', 1], ['alpha', 1]))?.order).toBe('outputs-inputs');
    for (const attribute of [
      ['alpha', 0.5],
      ['beta', 0],
      ['transA', 1],
    ] as [string, number][])
      expect(() => queryOf(gemm(attribute))).toThrow(UnsupportedArchitecture);

    const integer = withTensors(gemm(['transB', 1]), integers, scales(16));
    const reader = withNode(integer, 'Gemm', () => ({ inputs: [hiddenName, 'numbers', QUERY_BIAS] }));
    const dequantize = node('DequantizeLinear', [weightName, 'scales'], ['numbers']);
    const graph = (axis: number) => ({
      ...reader,
      nodes: [{ ...dequantize, numbers: new Map([['axis', axis]]) }, ...reader.nodes],
    });
    expect(queryOf(graph(0))?.quantization?.scales).toHaveLength(16);
    expect(() => queryOf(graph(1))).toThrow(UnsupportedArchitecture);
  });

  test.each(['Cast', 'Mul'])('of integers may have the factors of its %s in either order', (op) => {
    const flipped = withNode(quantized, 'Mul', ({ inputs }) =>
      inputs.some((input) =>
        op === 'Mul' ? quantized.tensors.has(input) : maker(quantized, input)?.op === 'Cast',
      )
        ? { inputs: [...inputs].reverse() }
        : {},
    );
    expect(findBert(flipped)).toEqual(findBert(quantized));
  });

  function dequantised(count: number, axis: number, then: string[], ...more: [string, number][]): OnnxGraph {
    const graph = withTensors(float, integers, scales(count));
    const numbers = new Map<string, number>([['axis', axis], ...more]);
    const dequantize = { ...node('DequantizeLinear', [weightName, 'scales'], ['numbers']), numbers };
    const last = then.map((op) => node(op, ['numbers'], ['turned']));
    return reading(graph, last.length ? 'turned' : 'numbers', dequantize, ...last);
  }
});

describe('a table of integers', () => {
  const words = 'embeddings.word_embeddings.weight';

  test('whose rows are scaled after they are gathered has one scale', () => {
    const graph = withTensors(quantized, floats(`${words}_scale`, ...Array(16).fill(0.5)));
    expect(() => findBert(graph)).toThrow(UnsupportedArchitecture);
  });

  test('whose rows are scaled by their places in the text is left to another runtime', () => {
    const numbers = new Map([['axis', 0]]);
    const along = withNode(quantized, 'DequantizeLinear', () => ({ numbers }));
    const graph = withTensors(along, floats(`${words}_scale`, ...Array(40).fill(0.5)));
    expect(() => findBert(graph)).toThrow(UnsupportedArchitecture);
  });

  test('that nothing scales is left to another runtime', () => {
    const graph = withTensors(float, { ...tensor(float, words), type: 'uint8', bytes: new Uint8Array(640) });
    expect(() => findBert(graph)).toThrow(/in an unknown way/);
  });
});

describe('LayerNorm', () => {
  const unnamed = (name: string) => (name.endsWith('LayerNorm.weight') ? `onnx::${name}` : name);

  test('is found by its operator where the gain has lost its name', () => {
    expect(findBert(renamed(normalized, unnamed))).toMatchObject({
      epsilon: Math.fround(1e-6),
      embeddingNorm: findBert(normalized).embeddingNorm,
    });
  });

  test('is found by its place where neither name nor operator tells of it', () => {
    expect(findBert(renamed(float, unnamed)).embeddingNorm).toEqual(findBert(float).embeddingNorm);
  });

  test('with another epsilon in one place is left to another runtime', () => {
    let seen = 0;
    const numbers = new Map([['epsilon', 1e-3]]);
    const graph = withNode(normalized, 'LayerNormalization', () => (seen++ === 2 ? { numbers } : {}));
    expect(() => findBert(graph)).toThrow(/different epsilons/);
  });
});

describe('a model that is more than BERT', () => {
  test.each([
    'embeddings.x_position_embeddings.weight',
    'embeddings_project.bias',
    'encoder.layer.1.attention.self.distance_embedding.weight',
  ])('as it has %s, is left to another runtime', (name) => {
    expect(() => findBert(withTensors(float, floats(name, 1, 2)))).toThrow(`it has a tensor ${name}`);
  });

  test('ELECTRA, whose words are narrower than its layers, is no broken BERT', () => {
    const words = { ...tensor(float, 'embeddings.word_embeddings.weight'), shape: [80, 8] };
    expect(() => findBert(withTensors(float, words, floats('embeddings_project.bias', 1)))).toThrow(
      UnsupportedArchitecture,
    );
  });

  test('has operators that BERT has not', () => {
    expect(readBert(file('fused.onnx'))).toEqual({ foreign: expect.stringMatching(/operator FastGelu/) });
  });

  test('may have a pooler', () => {
    expect(findBert(withTensors(float, floats('pooler.dense.bias', 1))).layers).toHaveLength(2);
  });
});

describe('what exporters add', () => {
  test('is one tensor for equal ones, with the names of the others', () => {
    const [stored, name] = [
      'encoder.layer.1.output.dense.bias',
      'encoder.layer.1.attention.output.dense.bias',
    ];
    const tensors = new Map(float.tensors);
    tensors.delete(name);
    const graph = { ...float, tensors, nodes: [node('Identity', [stored], [name]), ...float.nodes] };
    const layer = findBert(graph).layers[1];
    expect(layer?.attentionOutput.bias).toEqual(layer?.output.bias);
    expect(layer?.attentionOutput.bias).not.toEqual(findBert(float).layers[1]?.attentionOutput.bias);
  });
});

describe('a broken graph', () => {
  const code = 'model-load-failed';

  test('has a scale of zero, or too few bytes of them', () => {
    const names = [...quantized.tensors.keys()].filter((name) => name.endsWith('_scale'));
    for (const name of names) {
      const found = tensor(quantized, name);
      const with_ = (bytes: Uint8Array) => () => findBert(withTensors(quantized, { ...found, bytes }));
      expect(with_(new Uint8Array(found.bytes.length)), name).toThrow(/no positive numbers/);
      const cut = expect.objectContaining({ code, details: { tensor: name } });
      expect(with_(found.bytes.subarray(1)), name).toThrow(cut);
    }
  });

  test('has a bias of integers', () => {
    const name = 'encoder.layer.0.output.dense.bias';
    const graph = withTensors(float, { ...tensor(float, name), type: 'uint8', bytes: new Uint8Array(16) });
    expect(() => findBert(graph)).toThrow(expect.objectContaining({ code, details: { tensor: name } }));
  });

  test('has words of another width than its layers', () => {
    const words = { ...tensor(float, 'embeddings.word_embeddings.weight'), shape: [80, 8] };
    expect(() => findBert(withTensors(float, words))).toThrow(/has 8 columns instead of 16/);
  });

  test('does not lack what is only of another type', () => {
    const graph = { ...float, nodes: [...float.nodes, node('Not', ['flag'], ['x'])] };
    expect(() => findBert(graph)).toThrow(expect.objectContaining({ details: { tensor: 'flag' } }));
    expect(findBert({ ...graph, inputs: new Set([...float.inputs, 'flag']) }).heads).toBe(2);
  });
});

function isNumber(graph: OnnxGraph, name: string, number: number): boolean {
  const found = graph.tensors.get(name);
  return found?.shape.length === 0 && found.type === 'float32' && numbersOf(found)[0] === number;
}

function node(op: string, inputs: string[], outputs: string[]): OnnxNode {
  return { op, inputs, outputs, numbers: new Map(), texts: new Map() };
}

function maker(graph: OnnxGraph, name: string | undefined): OnnxNode | undefined {
  return graph.nodes.find(({ outputs }) => name !== undefined && outputs.includes(name));
}

function producer(graph: OnnxGraph, name: string | undefined): OnnxNode {
  return maker(graph, name) ?? fail(`Nothing makes ${name}.`);
}

function consumer(graph: OnnxGraph, name: string): OnnxNode {
  return graph.nodes.find(({ inputs }) => inputs.includes(name)) ?? fail(`Nothing reads ${name}.`);
}

function tensor(graph: OnnxGraph, name: string): Tensor {
  return graph.tensors.get(name) ?? fail(`There is no ${name}.`);
}

function fail(message: string): never {
  throw new Error(message);
}

function withTensors(graph: OnnxGraph, ...tensors: Tensor[]): OnnxGraph {
  return { ...graph, tensors: new Map([...graph.tensors, ...tensors.map((t) => [t.name, t] as const)]) };
}

function withNode(
  graph: OnnxGraph,
  op: string,
  change: (node: OnnxNode) => Partial<OnnxNode>,
  ...inputs: string[]
): OnnxGraph {
  return {
    ...graph,
    inputs: new Set([...graph.inputs, ...inputs]),
    nodes: graph.nodes.map((n) => (n.op === op ? { ...n, ...change(n) } : n)),
  };
}

function renamed(graph: OnnxGraph, change: (name: string) => string): OnnxGraph {
  return {
    ...graph,
    tensors: new Map(
      [...graph.tensors.values()].map((t) => [change(t.name), { ...t, name: change(t.name) }]),
    ),
    nodes: graph.nodes.map((n) => ({ ...n, inputs: n.inputs.map(change) })),
  };
}

function floats(name: string, ...values: number[]): Tensor {
  return {
    name,
    type: 'float32',
    shape: [values.length],
    bytes: new Uint8Array(Float32Array.from(values).buffer),
  };
}

function ints(name: string, ...values: number[]): Tensor {
  const { buffer } = BigInt64Array.from(values, BigInt);
  return { name, type: 'int64', shape: [values.length], bytes: new Uint8Array(buffer) };
}
