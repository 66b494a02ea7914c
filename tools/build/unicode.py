"""Makes src/engine/workers/embedding/tokenizer/unicodeTables.ts: how the crate `tokenizers` sees each code point.

usage: python tools/build/unicode.py      (needs test/tokenizers/requirements.txt)

The crate carries Unicode tables of its own, older than those of browsers, which differ among each other; so a fast path
that is exact everywhere needs the crate's. They are read off what the Python package of the same version does.
"""
import pathlib

import tokenizers
from tokenizers import normalizers, pre_tokenizers

TARGET = pathlib.Path(__file__).resolve().parents[2] / 'src/engine/workers/embedding/tokenizer/unicodeTables.ts'
OFF = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
CLEAN = normalizers.BertNormalizer(**{**OFF, 'clean_text': True})
STRIP = normalizers.BertNormalizer(**{**OFF, 'strip_accents': True})
NFD = normalizers.NFD()
SPLIT = pre_tokenizers.BertPreTokenizer()

TABLES = {
    'DROPPED': ('Characters that cleaning a text drops: most controls, formats, private use, U+0000, U+FFFD.',
                lambda c: CLEAN.normalize_str(f'x{c}y') == 'xy'),
    'MARKS': ('Marks that stripping accents drops.', lambda c: STRIP.normalize_str(f'x{c}') == 'x'),
    'MOVED': ('Marks that it keeps, but may move among others (canonical order: Unicode, section 3.11).',
              lambda c: STRIP.normalize_str(f'x{c}') == f'x{c}' and NFD.normalize_str(f'{c}\u0334') != f'{c}\u0334'),
    'PUNCTUATION': ('Punctuation that is a word of its own, beyond ASCII.',
                    lambda c: ord(c) > 127 and len(SPLIT.pre_tokenize_str(f'x{c}y')) == 3),
}


def ranges(codes):
    found = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def base36(number):
    digits = ''
    while True:
        digits = '0123456789abcdefghijklmnopqrstuvwxyz'[number % 36] + digits
        number //= 36
        if number == 0:
            return digits


def encode(codes):
    parts, last = [], 0
    for start, end in ranges(codes):
        parts.append(base36(start - last) + ('' if end == start else '-' + base36(end - start)))
        last = end
    return ' '.join(parts)


def main():
    characters = [chr(code) for code in range(0x110000) if not 0xd800 <= code <= 0xdfff]
    lines = [
        f'// Made by tools/build/unicode.py from tokenizers {tokenizers.__version__}. Not to be edited.',
        '// Ranges of code points in base 36: how far from the last one, and how many more follow.',
    ]
    for name, (comment, rule) in TABLES.items():
        text = encode(ord(character) for character in characters if rule(character))
        lines += ['', f'/** {comment} */', f'export const {name} =', f"  '{text}';"]
    TARGET.write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
