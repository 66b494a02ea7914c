"""Takes texts in the languages that STS-B lacks, of packages that language_pieces.py does not count: LANG.txt, a text in each line.

usage: python models/make/other_texts.py OUT_DIR [--debs DIR]
       (needs models/make/requirements.txt, Debian with apt-get, and dpkg-deb)

Fortunes, and paragraphs of Debian's installation guide and GIMP's help, 400 of each language, in an order that depends on their
digests alone. Paragraphs that are the same in English were not translated, and are left out.
"""
import argparse
import html
import pathlib
import re
import tempfile

from language_pieces import in_order, unpack_debian

COUNT, SHORTEST, LONGEST = 400, 40, 400
GUIDE, GIMP, FORTUNES = 'doc/installation-guide-amd64', 'gimp/2.0/help', 'games/fortunes'
PACKAGES = [
    'fortunes-br', 'fortunes-it', 'fortunes-pl', 'installation-guide-amd64',
    *(f'gimp-help-{language}' for language in ('en', 'it', 'nl', 'pt')),
]
# Where the texts of each language lie, below /usr/share.
FOLDERS = {
    'it': (f'{FORTUNES}/it', f'{GUIDE}/it', f'{GIMP}/it'),
    'nl': (f'{GUIDE}/nl', f'{GIMP}/nl'),
    'pl': (f'{FORTUNES}/pl',),
    'pt': (f'{FORTUNES}/brasil', f'{GUIDE}/pt', f'{GIMP}/pt'),
}
ENGLISH = (f'{GUIDE}/en', f'{GIMP}/en')


def files(path):
    """Those of a folder, or a file; those of fortunes have no extension."""
    found = sorted(path.rglob('*')) if path.is_dir() else [path]
    return [file for file in found if file.suffix not in ('.dat', '.u8') and file.is_file()]


def parts(file):
    """The paragraphs of a page in HTML, or fortunes."""
    text = file.read_text(encoding='utf8', errors='replace')
    if file.suffix != '.html':
        return re.split(r'(?m)^%$', text)
    return [html.unescape(re.sub(r'<[^>]+>', ' ', part)) for part in re.findall(r'(?s)<p>(.*?)</p>', text)]


def texts(share, folders):
    """All texts of some length, each on one line."""
    found = {' '.join(part.split()) for folder in folders for file in files(share / folder) for part in parts(file)}
    return {text for text in found if SHORTEST <= len(text) <= LONGEST and '\ufffd' not in text}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out', type=pathlib.Path)
    parser.add_argument('--debs', type=pathlib.Path, help='where the packages of Debian are, or come to')
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        unpack_debian(PACKAGES, options.debs or folder / 'debs', folder / 'root')
        share = folder / 'root' / 'usr' / 'share'
        english = texts(share, ENGLISH)
        for language, folders in FOLDERS.items():
            found = in_order(texts(share, folders) - english)
            if len(found) < COUNT:
                raise SystemExit(f'there are only {len(found)} texts of {language}')
            (options.out / f'{language}.txt').write_text('\n'.join(found[:COUNT]) + '\n')
            print(f'{language}: {COUNT} of {len(found)} texts')


if __name__ == '__main__':
    main()
