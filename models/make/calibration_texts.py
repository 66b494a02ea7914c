"""Chooses the texts by which `convert --bits 4` rounds weights: src/node/convert/calibrationTexts.json.

usage: python models/make/calibration_texts.py        (apt-get install wordnet-base dict-jargon)

Four glosses or examples of WordNet 3.0, then a passage of the Jargon File, and so on: short and long texts of plain
English, in an order that depends on their digests alone. No text of a set that quality is measured with is among them.
"""
import gzip
import hashlib
import json
import pathlib
import re

OUT = pathlib.Path(__file__).resolve().parents[2] / 'src' / 'node' / 'convert' / 'calibrationTexts.json'
COUNT, SHORT_PER_LONG, LONGEST = 500, 4, 600
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


def passages():
    text = gzip.open('/usr/share/dictd/jargon.dict.dz').read().decode('utf8', 'replace')
    for entry in re.split(r'\n(?=\S)', text):
        parts = [re.sub(r'\s+', ' ', re.sub(r'[{}]', '', part)).strip() for part in re.split(r'\n\s*\n', entry)[1:]]
        passage = re.sub(r'^\[[^\]]*\] ', '', ' '.join(filter(None, parts)))
        if 350 < len(passage) < 1100 and not re.search(r'[<>|=#]{2}|::=', passage):
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


def shortened(text):
    return text[:LONGEST].rsplit(' ', 1)[0] if len(text) > 300 else text


def main():
    long, short = iter(in_order(passages())), iter(in_order(glosses()))
    texts = [shortened(next(short if i % (SHORT_PER_LONG + 1) else long)) for i in range(COUNT)]
    OUT.write_text(json.dumps(texts, ensure_ascii=False, indent=2) + '\n')


if __name__ == '__main__':
    main()
