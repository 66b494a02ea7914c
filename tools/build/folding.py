"""Makes src/engine/ranking/foldingTable.ts: letters that count as others when words are compared.

usage: python tools/build/folding.py      (Python 3 alone; its `unicodedata` has the data)

Marks come off by decomposition (NFKD), which needs no table. What is left here has none: a stroke, a hook or a ligature is
part of the letter. Latin letters are told by their Unicode names, as PostgreSQL's `unaccent` and the CLDR's `Latin-ASCII` do;
a name that tells no base letter, and other scripts, are listed with their source.
"""
import pathlib
import re
import unicodedata

TARGET = pathlib.Path(__file__).resolve().parents[2] / 'src/engine/ranking/foldingTable.ts'

LATIN = re.compile(r'LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH [A-Z -]+)?$')

# Names that tell no base letter, or another one. As in the CLDR's Latin-ASCII; full case folding for the sharp s.
OTHER_LATIN = {'ss': 'ß', 'th': 'þꝥꝧ', 'd': 'ðꝺ', 'i': 'ıᵻ', 'j': 'ȷɟ', 'q': 'ĸ', 'n': 'ŋ', 'e': 'ɛ', 'l': 'ꝇ', 'g': 'ɡ', 'f': 'ꝼ',
               't': 'ꞇ', 'u': 'ʉ', 'v': 'ỽ', 's': 'ẜẝ', 'll': 'ỻ'}
# Abbreviations of manuscripts, whose names look like letters: "et", "is", "um".
NOT_LETTERS = 'ꝫꝭꝸ'

OTHERS = {
    'σ': 'ς',  # at the end of a word (full case folding)
    # As in Lucene's ArabicNormalizer and PersianNormalizer: forms of alef, yeh, kaf and heh that keyboards tell apart.
    'ا': 'ٱٲٳ',
    'ي': 'ىیے',
    'ك': 'کڪ',
    'ه': 'ةہەۃ',
    # Yiddish ligatures, by their Unicode names.
    'וו': 'װ', 'וי': 'ױ', 'יי': 'ײ',
    'ं': 'ँ',  # candrabindu, as in Lucene's HindiNormalizer
}


def latin():
    found = {}
    for code in range(0x80, 0x10000):
        letter = chr(code)
        if unicodedata.category(letter) != 'Ll' or letter in NOT_LETTERS:
            continue
        name = LATIN.match(unicodedata.name(letter, ''))
        if name and decomposed(letter) == letter:
            found.setdefault(name[1].lower(), []).append(letter)
    for base, letters in OTHER_LATIN.items():
        found.setdefault(base, []).extend(letters)
    return {base: ''.join(sorted(set(letters))) for base, letters in found.items()}


def decomposed(letter):
    return ''.join(part for part in unicodedata.normalize('NFKD', letter) if not unicodedata.category(part).startswith('M'))


def escaped(text):
    """Letters of other scripts by number: some are written from right to left, and would turn the line around."""
    return ''.join(letter if 'LATIN' in unicodedata.name(letter) else f'\\u{ord(letter):04x}' for letter in text)


def main():
    table = {**dict(sorted(latin().items())), **OTHERS}
    entries = ' '.join(f'{escaped(base)}:{escaped(letters)}' for base, letters in table.items())
    TARGET.write_text('\n'.join([
        f'// Made by tools/build/folding.py from Unicode {unicodedata.unidata_version}. Not to be edited.',
        '',
        '/** What letters count as: after each colon those, in small letters and without marks, that count as what stands before it. */',
        'export const FOLDED =',
        f"  '{entries}';",
        '',
    ]), encoding='utf8')
    print(f'{sum(map(len, table.values()))} letters, {len(entries.encode("utf8"))} bytes')


if __name__ == '__main__':
    main()
