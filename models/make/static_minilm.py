"""Distils models/all-MiniLM-L6-v2 into a static model: a vector per token, and a text is the mean of its tokens'.

usage: python models/make/static_minilm.py CORPUS.txt [--work DIR] [--count N]
       (needs models/make/requirements.txt and the texts of static_corpus.py)

1. The teacher's vectors of the texts; they are kept in the work folder, so that the script can be stopped and goes on.
2. Their principal components: 256 of 384 dimensions.
3. A start: each token alone through the teacher, projected, weighted by a / (a + p(token)), the smooth inverse frequency
   of Arora et al., 2017.
4. From there by ridge regression, with conjugate gradients, to the token vectors whose means are closest to the
   teacher's vectors.
5. 4 bits per number and a scale per token, two numbers in a byte.
"""
import argparse
import json
import pathlib
import shutil

import numpy as np
import onnxruntime as ort
import scipy.sparse as sp
from safetensors.numpy import save
from tokenizers import Tokenizer

MODELS = pathlib.Path(__file__).resolve().parent.parent
TEACHER = MODELS / 'all-MiniLM-L6-v2'
DIMENSIONS = 256
LONGEST = 94  # tokens of a text that the teacher reads
LIMIT = 256  # tokens that the model reads, as its teacher does; an index splits what is longer
CHUNK = 10_000  # texts whose vectors are kept at once
FREQUENT = 1e-3  # `a` of smooth inverse frequency
RIDGE = 0.03
STEPS = 25


class Teacher:
    def __init__(self):
        self.tokenizer = Tokenizer.from_file(str(TEACHER / 'tokenizer.json'))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.unknown, self.first, self.last = map(self.tokenizer.token_to_id, ('[UNK]', '[CLS]', '[SEP]'))
        options = ort.SessionOptions()
        options.intra_op_num_threads = 2
        file = str(TEACHER / 'onnx' / 'model_quantized.onnx')
        self.session = ort.InferenceSession(file, options, providers=['CPUExecutionProvider'])

    def ids(self, texts):
        found = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        return [[i for i in each.ids if i != self.unknown][:LONGEST] for each in found]

    def vectors_of_equal_length(self, ids):
        ids = np.asarray([[self.first, *each, self.last] for each in ids], np.int64)
        inputs = dict(input_ids=ids, attention_mask=np.ones_like(ids), token_type_ids=np.zeros_like(ids))
        mean = self.session.run(None, inputs)[0].mean(1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def vectors(self, ids):
        out = np.zeros((len(ids), 384), np.float32)
        order = np.argsort([len(each) for each in ids], kind='stable')
        start = 0
        while start < len(order):
            length = len(ids[order[start]])
            end = start
            while end < len(order) and len(ids[order[end]]) == length and (end - start) * (length + 2) < 2048:
                end += 1
            rows = order[start:end]
            out[rows] = self.vectors_of_equal_length([ids[row] for row in rows])
            start = end
        return out


def kept(path, make):
    if not path.exists():
        temporary = path.with_suffix('.half.npy')
        np.save(temporary, make())
        temporary.rename(path)
        print(path.name, flush=True)
    return np.load(path)


def regress(ids, targets, tokens, size):
    """The token vectors whose means over `ids` come closest to `targets`, starting from the tokens' own."""
    lengths = [len(each) for each in ids]
    shares = np.repeat(1 / np.asarray(lengths, np.float32), lengths)
    means = sp.csr_matrix((shares, np.concatenate(ids), np.cumsum([0, *lengths])), shape=(len(ids), size))
    means.sum_duplicates()
    center = targets.mean(0)
    sample = np.random.default_rng(0).permutation(len(targets))[:40_000]
    axes = np.linalg.svd((targets - center)[sample], full_matrices=False)[2][:DIMENSIONS]
    targets = (targets - center) @ axes.T
    frequency = np.asarray((means > 0).sum(0)).ravel() + 1.0
    frequency /= frequency.sum()
    table = ((tokens - tokens.mean(0)) @ axes.T) * (FREQUENT / (FREQUENT + frequency))[:, None]
    start = means @ table
    table *= (start * targets).sum() / (start * start).sum()
    residual = means.T @ (targets - means @ table)
    step, direction, rest = np.zeros_like(table), residual.copy(), (residual * residual).sum(0)
    for _ in range(STEPS):
        image = means.T @ (means @ direction) + RIDGE * direction
        size_of_step = rest / ((direction * image).sum(0) + 1e-12)
        step += size_of_step * direction
        residual -= size_of_step * image
        now = (residual * residual).sum(0)
        direction = residual + (now / (rest + 1e-12)) * direction
        rest = now
    return (table + step).astype(np.float32)


def pack(table):
    """4 bits per number, two's complement, the even column in the lower half; a scale per row."""
    scales = np.abs(table).max(1) / 7
    numbers = np.round(table / np.maximum(scales, 1e-12)[:, None]).clip(-7, 7).astype(np.int8) & 15
    return (numbers[:, 0::2] | (numbers[:, 1::2] << 4)).astype(np.uint8), scales.astype(np.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('corpus', type=pathlib.Path)
    parser.add_argument('--work', type=pathlib.Path, default=pathlib.Path('/tmp/static-minilm'))
    parser.add_argument('--count', type=int, default=230_000)
    parser.add_argument('--out', type=pathlib.Path, default=MODELS / 'static-minilm-256')
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    teacher = Teacher()
    ids = [each for each in teacher.ids(options.corpus.read_text().split('\n')[:options.count]) if each]
    chunks = range(0, len(ids), CHUNK)
    targets = np.concatenate(
        [kept(options.work / f'texts-{at}.npy', lambda: teacher.vectors(ids[at:at + CHUNK])) for at in chunks]
    )
    size = teacher.tokenizer.get_vocab_size()
    tokens = kept(options.work / 'tokens.npy', lambda: teacher.vectors([[token] for token in range(size)]))
    table = regress(ids, targets, tokens, size)
    np.save(options.work / 'table.npy', table)
    embeddings, scales = pack(table)
    options.out.mkdir(exist_ok=True)
    (options.out / 'model.safetensors').write_bytes(save({'embeddings': embeddings, 'scales': scales}))
    for name in ('tokenizer.json', 'LICENSE'):
        shutil.copyfile(TEACHER / name, options.out / name)
    config = {'model_type': 'static', 'hidden_dim': DIMENSIONS, 'seq_length': LIMIT, 'normalize': True}
    (options.out / 'config.json').write_text(json.dumps(config, indent=2) + '\n')
    print('made', options.out)


if __name__ == '__main__':
    main()
