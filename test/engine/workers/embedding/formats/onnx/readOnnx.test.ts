import { PbfWriter } from 'pbf';
import { describe, expect, test } from 'vitest';
import { numbersOf } from '../../../../../../src/engine/workers/embedding/formats/numbers.js';
import { readOnnx } from '../../../../../../src/engine/workers/embedding/formats/onnx/readOnnx.js';
import { readBert } from '../../../../../../src/engine/workers/embedding/formats/readBert.js';

type Write = (writer: PbfWriter) => void;

/** An .onnx file of one graph. */
function file(write: Write): Uint8Array {
  const writer = new PbfWriter();
  message(writer, 7, write);
  return writer.finish();
}

function message(writer: PbfWriter, field: number, write: Write): void {
  writer.writeMessage(field, (_, inner) => write(inner), undefined);
}

function each<T>(items: readonly T[], write: (item: T) => void): void {
  for (const item of items) write(item);
}

/** A file with one initialiser of two numbers. */
const withTensor = (code: number, data: Write, size = 2) =>
  file((graph) =>
    message(graph, 5, (tensor) => {
      tensor.writeVarintField(1, size);
      tensor.writeVarintField(2, code);
      tensor.writeStringField(8, 'x');
      data(tensor);
    }),
  );

test('a graph of more nodes than any BERT has is refused before all of it is read', () => {
  const graph = file((graph) => {
    for (let i = 0; i < 100_001; i++) message(graph, 1, (node) => node.writeStringField(4, 'Identity'));
  });
  expect(readBert(graph)).toEqual({ foreign: 'its graph has more than 100000 nodes' });
});

function numbersIn(bytes: Uint8Array, name = 'x'): number[] {
  const tensor = readOnnx(bytes).tensors.get(name);
  if (!tensor) throw new Error('There is no such tensor.');
  return Array.from(numbersOf(tensor));
}

describe('a tensor', () => {
  const [FLOAT, UINT8, INT8, INT32, INT64, FLOAT16, COMPLEX64] = [1, 2, 3, 6, 7, 10, 14];

  test.each<[string, number, Write, number[]]>([
    ['raw_data', UINT8, (t) => t.writeBytesField(9, Uint8Array.of(200, 7)), [200, 7]],
    ['float_data', FLOAT, (t) => t.writePackedFloat(4, [0.5, -2]), [0.5, -2]],
    ['int32_data', INT32, (t) => t.writePackedVarint(5, [70_000, -1]), [70_000, -1]],
    ['int32_data', INT8, (t) => t.writePackedVarint(5, [-128, 127]), [-128, 127]],
    ['int32_data', UINT8, (t) => t.writePackedVarint(5, [255, 0]), [255, 0]],
    ['int32_data', FLOAT16, (t) => t.writePackedVarint(5, [0x3c00, 0xc000]), [1, -2]],
    ['int64_data', INT64, (t) => t.writePackedVarint(7, [-1, 2 ** 40]), [-1, 2 ** 40]],
  ])('lies in %s (type %d)', (_, code, write, numbers) => {
    expect(numbersIn(withTensor(code, write))).toEqual(numbers);
  });

  test('may be written number by number, or in several packs', () => {
    const oneByOne = withTensor(FLOAT, (t) => each([1, 2], (x) => t.writeFloatField(4, x)));
    expect(numbersIn(oneByOne)).toEqual([1, 2]);
    const integers = withTensor(INT8, (t) => each([-3, 2], (x) => t.writeVarintField(5, x)));
    expect(numbersIn(integers)).toEqual([-3, 2]);
    const packs = withTensor(FLOAT, (t) => each([[1], [2]], (x) => t.writePackedFloat(4, x)));
    expect(numbersIn(packs)).toEqual([1, 2]);
  });

  test('of raw data is a view of the file', () => {
    const bytes = withTensor(UINT8, (t) => t.writeBytesField(9, Uint8Array.of(200, 7)));
    expect(readOnnx(bytes).tensors.get('x')?.bytes.buffer).toBe(bytes.buffer);
  });

  test('of a type that BERT has not is there by name', () => {
    const { tensors, inputs } = readOnnx(withTensor(COMPLEX64, (t) => t.writePackedVarint(5, [1, 0])));
    expect([tensors.size, [...inputs]]).toEqual([0, ['x']]);
  });

  test('that lies in another file is a typed error that names it', () => {
    const bytes = withTensor(FLOAT, (t) => t.writeVarintField(14, 1));
    const error = { code: 'model-load-failed', details: { tensor: 'x' } };
    expect(() => readBert(bytes)).toThrow(expect.objectContaining(error));
    expect(() => readBert(bytes)).toThrow(/in a file beside the ONNX file/);
  });
});

describe('a Constant', () => {
  const withConstant = (name: string, value: Write) =>
    file((graph) =>
      message(graph, 1, (node) => {
        node.writeStringField(2, 'x');
        node.writeStringField(4, 'Constant');
        message(node, 5, (attribute) => {
          attribute.writeStringField(1, name);
          value(attribute);
        });
      }),
    );

  test.each<[string, Write, number[]]>([
    ['value_float', (a) => a.writeFloatField(2, 0.5), [0.5]],
    ['value_int', (a) => a.writeVarintField(3, -1), [-1]],
    ['value_floats', (a) => a.writePackedFloat(7, [0.5, 2]), [0.5, 2]],
    ['value_ints', (a) => each([0, -1, 8], (x) => a.writeVarintField(8, x)), [0, -1, 8]],
    [
      'value',
      (a) =>
        message(a, 5, (tensor) => {
          tensor.writeVarintField(2, 7);
          tensor.writePackedVarint(7, [12]);
        }),
      [12],
    ],
  ])('is known by its %s', (name, value, numbers) => {
    expect(numbersIn(withConstant(name, value))).toEqual(numbers);
  });

  test('of text is no tensor', () => {
    expect(readOnnx(withConstant('value_string', (a) => a.writeStringField(4, 'none'))).tensors.size).toBe(0);
  });
});

test('an attribute without a value has that of proto3: zero, or an empty text', () => {
  const types = { epsilon: 1, axis: 2, approximate: 3 };
  const bytes = file((graph) =>
    message(graph, 1, (node) => {
      node.writeStringField(4, 'LayerNormalization');
      for (const [name, type] of Object.entries(types))
        message(node, 5, (attribute) => {
          attribute.writeStringField(1, name);
          attribute.writeVarintField(20, type);
        });
    }),
  );
  const [node] = readOnnx(bytes).nodes;
  expect(Object.fromEntries(node?.numbers ?? [])).toEqual({ epsilon: 0, axis: 0 });
  expect(Object.fromEntries(node?.texts ?? [])).toEqual({ approximate: '' });
});

test('a node has its attributes that are numbers or text', () => {
  const bytes = file((graph) =>
    message(graph, 1, (node) => {
      node.writeStringField(1, 'in');
      node.writeStringField(2, 'out');
      node.writeStringField(4, 'Gelu');
      message(node, 5, (attribute) => {
        attribute.writeStringField(1, 'axis');
        attribute.writeVarintField(3, -1);
      });
      message(node, 5, (attribute) => {
        attribute.writeStringField(1, 'approximate');
        attribute.writeStringField(4, 'tanh');
      });
    }),
  );
  expect(readOnnx(bytes).nodes).toEqual([
    {
      op: 'Gelu',
      domain: '',
      inputs: ['in'],
      outputs: ['out'],
      numbers: new Map([['axis', -1]]),
      lists: new Map(),
      texts: new Map([['approximate', 'tanh']]),
    },
  ]);
});
