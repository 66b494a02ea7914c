"""Collects English sentences to distil a static model from, out of Debian packages.

usage: python models/make/static_corpus.py OUT.txt
       (apt-get install wordnet-base dict-foldoc dict-jargon dict-gcide debian-handbook python3.11-doc postgresql-doc-15)

The glosses and examples of WordNet, the entries of three dictionaries, and the pages of three manuals. The same packages
give the same file. No text of STS-B or SciFact is among the sources.
"""
import glob
import gzip
import html
import pathlib
import random
import re
import sys

DICTIONARIES = ('foldoc', 'jargon', 'gcide')
MANUALS = (
    '/usr/share/doc/debian-handbook/html/en-US', '/usr/share/doc/python3.11/html', '/usr/share/doc/postgresql-doc-15/html',
)
SHORTEST, LONGEST = 20, 400


def wordnet():
    for part in ('noun', 'verb', 'adj', 'adv'):
        for line in open(f'/usr/share/wordnet/data.{part}', encoding='latin1'):
            if line.startswith('  ') or '|' not in line:
                continue
            head, gloss = line.split('|', 1)
            fields, gloss = head.split(), gloss.strip()
            words = [fields[4 + 2 * i].replace('_', ' ').split('(')[0] for i in range(int(fields[3], 16))]
            yield ', '.join(words) + ': ' + gloss
            yield re.split(r'; "', gloss)[0]
            yield from re.findall(r'"([^"]{12,})"', gloss)


def sentences(text):
    for sentence in re.split(r'(?<=[.!?])\s+', re.sub(r'\s+', ' ', text)):
        letters = sum(character.isalpha() for character in sentence)
        if SHORTEST <= len(sentence) <= LONGEST and letters > 0.6 * len(sentence):
            yield sentence


def dictionaries():
    for name in DICTIONARIES:
        text = gzip.open(f'/usr/share/dictd/{name}.dict.dz').read().decode('utf8', 'replace')
        yield from sentences(re.sub(r'[{}\[\]\\]', '', text))


def manuals():
    pages = [page for folder in MANUALS for page in sorted(glob.glob(f'{folder}/**/*.html', recursive=True))]
    for page in filter(pathlib.Path.is_file, map(pathlib.Path, pages)):
        text = page.read_text(encoding='utf8', errors='replace')
        text = re.sub(r'(?s)<(script|style|pre)[^>]*>.*?</\1>', ' ', text)
        yield from sentences(html.unescape(re.sub(r'<[^>]+>', ' ', text)))


def main():
    texts = {text.replace('\n', ' ') for source in (wordnet, dictionaries, manuals) for text in source()}
    texts = sorted(text for text in texts if text.isascii())
    random.Random(0).shuffle(texts)
    pathlib.Path(sys.argv[1]).write_text('\n'.join(texts))
    print(len(texts), 'texts')


if __name__ == '__main__':
    main()
