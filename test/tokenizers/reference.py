"""What the Python package `tokenizers` says of texts: the reference that run.mjs compares with.

usage: python reference.py train FOLDER      FOLDER/training.json, texts -> FOLDER/families/*.json and FOLDER/small/*.json
       python reference.py encode FOLDER     FOLDER/plan.json -> FOLDER/<family>.<group>.bin for each job
       python reference.py damaged FOLDER N  FOLDER/damaged.jsonl, tokenizers, from line N on -> FOLDER/damaged.out.jsonl

A job's file holds numbers of 4 bytes: for each text how many tokens it has, then their ids, type ids, and offsets in code
points. Truncation and padding that a file asks for are off, but for the limits of a job.
"""
import array
import json
import pathlib
import sys

from tokenizers import Tokenizer

from families import families, small_families

CHUNK = 10_000


def read(path):
    return json.loads(path.read_text(encoding='utf8'))


def train(folder):
    texts = read(folder / 'training.json')
    for kind, made in {'families': families(texts), 'small': small_families(texts[:60])}.items():
        (folder / kind).mkdir(exist_ok=True)
        for name, content in made.items():
            (folder / kind / f'{name}.json').write_text(content, encoding='utf8')


def load(content):
    tokenizer = Tokenizer.from_str(content)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def rows(encodings):
    numbers = array.array('I')
    for encoding in encodings:
        numbers.append(len(encoding.ids))
        numbers.extend(encoding.ids)
        numbers.extend(encoding.type_ids)
        numbers.extend(place for offset in encoding.offsets for place in offset)
    return numbers


def encode(folder):
    for job in read(folder / 'plan.json'):
        tokenizer = load(pathlib.Path(job['file']).read_text(encoding='utf8'))
        texts = read(folder / f"{job['group']}.json")
        with open(folder / f"{job['family']}.{job['group']}.bin", 'wb') as file:
            for limit in job.get('limits', [None]):
                if limit is not None:
                    tokenizer.enable_truncation(limit)
                for start in range(0, len(texts), CHUNK):
                    rows(tokenizer.encode_batch(texts[start:start + CHUNK])).tofile(file)


def damaged(folder, start):
    """The ids of a few texts for each tokenizer that Python reads; null for one that it does not, or panics on."""
    texts = read(folder / 'damaged-texts.json')
    lines = (folder / 'damaged.jsonl').read_text(encoding='utf8').split('\n')[:-1]
    with open(folder / 'damaged.out.jsonl', 'a', encoding='utf8', buffering=1) as out:
        for line in lines[int(start):]:
            out.write(json.dumps(encode_damaged(json.loads(line), texts)) + '\n')


def encode_damaged(content, texts):
    try:
        tokenizer = load(content)
        if hasattr(tokenizer.model, 'dropout'):
            tokenizer.model.dropout = None
        return [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    except BaseException as error:  # a panic of the library is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return None


if __name__ == '__main__':
    command, path, *rest = sys.argv[1:]
    {'train': train, 'encode': encode, 'damaged': damaged}[command](pathlib.Path(path), *rest)
