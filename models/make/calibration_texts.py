"""Chooses the texts by which `convert --bits 4` rounds weights: src/node/convert/calibrationTexts.json, or more of them.

usage: python models/make/calibration_texts.py [--more OUT.txt]        (apt-get install wordnet-base dict-jargon)

Some glosses or examples of WordNet 3.0, then a passage of the Jargon File, and so on: short and long texts of plain
English, in an order that depends on their digests alone. No text of a set that quality is measured with is among them.
With --more they are more and longer, one in each line, as `convert --texts` takes them.
"""
import argparse
import gzip
import hashlib
import json
import pathlib
import re

OUT = pathlib.Path(__file__).resolve().parents[2] / 'src' / 'node' / 'convert' / 'calibrationTexts.json'
# How many texts, how many short ones to a long one, and of how many characters: the longest passage, and what is left of it.
USUAL = {'count': 500, 'short_per_long': 4, 'longest_passage': 1100, 'longest': 600}
MORE = {'count': 1200, 'short_per_long': 2, 'longest_passage': 2400, 'longest': 1200}
# Words that a table of plain English can do without.
LEFT_OUT = re.compile(
    r'\b(fuck|shit|piss|crap|sex|ass|bitch|hell|damn|cock|tit|porn|god|drug|nazi|kill|suck|cunt|dick|whore|fart|turd|bastard'
    r'|rape|screw|crock|brain.?damaged|obscen|vulgar|penis|gay|slut|luser|bdsm|naked|nude|sadis|dead|die[sd]?)\w*',
    re.I,
)


def is_plain(text):
    return all(ord(character) < 0x2100 for character in text) and not LEFT_OUT.search(text)


def in_order(texts):
    return sorted(filter(is_plain, texts), key=lambda text: hashlib.sha256(text.encode()).hexdigest())


def passages(longest):
    text = gzip.open('/usr/share/dictd/jargon.dict.dz').read().decode('utf8', 'replace')
    for entry in re.split(r'\n(?=\S)', text):
        parts = [re.sub(r'\s+', ' ', re.sub(r'[{}]', '', part)).strip() for part in re.split(r'\n\s*\n', entry)[1:]]
        passage = re.sub(r'^\[[^\]]*\] ', '', ' '.join(filter(None, parts)))
        if 350 < len(passage) < longest and not re.search(r'[<>|=#]{2}|::=', passage):
            yield passage


def glosses():
    for part in ('noun', 'verb', 'adj', 'adv'):
        for line in open(f'/usr/share/wordnet/data.{part}', encoding='latin1'):
            if line.startswith('  ') or '|' not in line:
                continue
            gloss = line.split('|', 1)[1].strip()
            yield from re.findall(r'"([^"]{24,160})"', gloss)
            definition = re.split(r'; "', gloss)[0]
            if 40 < len(definition) < 200:
                yield definition


def shortened(text, longest):
    return text[:longest].rsplit(' ', 1)[0] if len(text) > 300 else text


def choose(count, short_per_long, longest_passage, longest):
    long, short = iter(in_order(passages(longest_passage))), iter(in_order(glosses()))
    return [shortened(next(short if i % (short_per_long + 1) else long), longest) for i in range(count)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--more', type=pathlib.Path)
    options = parser.parse_args()
    if options.more:
        options.more.write_text('\n'.join(choose(**MORE)) + '\n')
    else:
        OUT.write_text(json.dumps(choose(**USUAL), ensure_ascii=False, indent=2) + '\n')


if __name__ == '__main__':
    main()
