"""Writes a BERT encoder as an ONNX graph, in the shape of the usual exporters.

Attention and LayerNorm are decomposed into basic operators and GELU is the Erf form, as in the files on the
Hugging Face Hub, so that whatever reads those files reads ours. Weights are named by their module path.
"""
import math

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 14
INPUTS = ('input_ids', 'attention_mask', 'token_type_ids')


class Graph:
    """Collects nodes and initialisers; `scope` prefixes the names of the nodes added under it."""

    def __init__(self, weights):
        self.weights = weights
        self.nodes, self.initializers = [], []
        self.scope = ''
        self._count = 0

    def fresh(self, prefix):
        self._count += 1
        return f'{prefix}_{self._count}'

    def constant(self, array, name=None):
        name = name or self.fresh('const')
        self.initializers.append(numpy_helper.from_array(np.asarray(array, order='C'), name))
        return name

    def ints(self, *values):
        return self.constant(np.array(values, np.int64))

    def index(self, value):
        return self.constant(np.array(value, np.int64))

    def float(self, value):
        return self.constant(np.array(value, np.float32))

    def weight(self, name):
        return self.constant(self.weights[name].astype(np.float32), name)

    def op(self, kind, inputs, out=None, **attributes):
        out = out or self.fresh(kind)
        self.nodes.append(helper.make_node(kind, inputs, [out], name=f'{self.scope}/{out}', **attributes))
        return out

    def layer_norm(self, x, path, epsilon):
        centred = self.op('Sub', [x, self.op('ReduceMean', [x], axes=[-1], keepdims=1)])
        squared = self.op('Pow', [centred, self.float(2.0)])
        variance = self.op('ReduceMean', [squared], axes=[-1], keepdims=1)
        deviation = self.op('Sqrt', [self.op('Add', [variance, self.float(epsilon)])])
        scaled = self.op('Mul', [self.op('Div', [centred, deviation]), self.weight(path + '.weight')])
        return self.op('Add', [scaled, self.weight(path + '.bias')])

    def linear(self, x, path):
        self.scope = '/' + path.replace('.', '/')
        transposed = self.constant(self.weights[path + '.weight'].astype(np.float32).T, self.fresh('onnx::MatMul'))
        y = self.op('Add', [self.weight(path + '.bias'), self.op('MatMul', [x, transposed])])
        self.scope = ''
        return y

    def batch_shape(self, x, *tail):
        """The shape tensor [batch, sequence, *tail]."""
        shape = self.op('Shape', [x])
        sizes = [
            self.op('Unsqueeze', [self.op('Gather', [shape, self.index(axis)], axis=0), self.ints(0)]) for axis in (0, 1)
        ]
        return self.op('Concat', [*sizes, self.ints(*tail)], axis=0)


def embeddings(g, config):
    words = g.op('Gather', [g.weight('embeddings.word_embeddings.weight'), 'input_ids'])
    types = g.op('Gather', [g.weight('embeddings.token_type_embeddings.weight'), 'token_type_ids'])
    length = g.op('Gather', [g.op('Shape', ['input_ids']), g.index(1)], axis=0)
    all_ids = g.constant(np.arange(config['max_position_embeddings'], dtype=np.int64)[None], 'embeddings.position_ids')
    end = g.op('Unsqueeze', [length, g.ints(0)])
    ids = g.op('Slice', [all_ids, g.ints(0), end, g.ints(1), g.ints(1)])
    positions = g.op('Gather', [g.weight('embeddings.position_embeddings.weight'), ids])
    x = g.op('Add', [g.op('Add', [words, types]), positions])
    return g.layer_norm(x, 'embeddings.LayerNorm', config['layer_norm_eps'])


def attention_bias(g):
    """0 where a token is real, the lowest float where it is padding; shape [batch, 1, 1, sequence]."""
    mask = g.op('Unsqueeze', [g.op('Unsqueeze', ['attention_mask', g.ints(1)]), g.ints(2)])
    padding = g.op('Sub', [g.float(1.0), g.op('Cast', [mask], to=TensorProto.FLOAT)])
    return g.op('Mul', [padding, g.float(float(np.finfo(np.float32).min))])


def attention(g, x, path, bias, config):
    hidden, heads = config['hidden_size'], config['num_attention_heads']
    size = hidden // heads

    def split(name, order):
        y = g.linear(x, f'{path}.self.{name}')
        return g.op('Transpose', [g.op('Reshape', [y, g.batch_shape(y, heads, size)])], perm=order)

    query, key, value = split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1]), split('value', [0, 2, 1, 3])
    scores = g.op('Div', [g.op('MatMul', [query, key]), g.float(math.sqrt(size))])
    weights = g.op('Softmax', [g.op('Add', [scores, bias])], axis=-1)
    merged = g.op('Transpose', [g.op('MatMul', [weights, value])], perm=[0, 2, 1, 3])
    merged = g.op('Reshape', [merged, g.batch_shape(merged, hidden)])
    x = g.op('Add', [g.linear(merged, f'{path}.output.dense'), x])
    return g.layer_norm(x, f'{path}.output.LayerNorm', config['layer_norm_eps'])


def feed_forward(g, x, path, config):
    h = g.linear(x, f'{path}.intermediate.dense')
    erf = g.op('Erf', [g.op('Div', [h, g.float(math.sqrt(2))])])
    gelu = g.op('Mul', [g.op('Mul', [h, g.op('Add', [erf, g.float(1.0)])]), g.float(0.5)])
    x = g.op('Add', [g.linear(gelu, f'{path}.output.dense'), x])
    return g.layer_norm(x, f'{path}.output.LayerNorm', config['layer_norm_eps'])


def bert_model(weights, config):
    """The ONNX model for `weights` (module path -> array, without a `bert.` prefix) and a Hub `config.json`."""
    return model_of(Graph(weights), config, OPSET, ir_version=8)


def model_of(g, config, opset, ir_version):
    """The ONNX model that a graph of some weights becomes."""
    bias = attention_bias(g)
    x = embeddings(g, config)
    for layer in range(config['num_hidden_layers']):
        path = f'encoder.layer.{layer}'
        x = attention(g, x, f'{path}.attention', bias, config)
        x = feed_forward(g, x, path, config)
    g.op('Identity', [x], 'last_hidden_state')

    axes = ['batch_size', 'sequence_length']
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, axes) for name in INPUTS]
    output = helper.make_tensor_value_info('last_hidden_state', TensorProto.FLOAT, [*axes, config['hidden_size']])
    graph = helper.make_graph(g.nodes, 'bert', inputs, [output], g.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset)], ir_version=ir_version)
    onnx.checker.check_model(model)
    return model
