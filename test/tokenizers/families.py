"""Tokenizers of every kind, trained here on texts that are at hand: the parts are those of published models, the
vocabularies are not. Each is a tokenizer.json as text."""
import base64
import json
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL = ['<s>', '<pad>', '</s>', '<unk>', '<mask>']
BERT_SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
CL100K = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
QWEN = CL100K.replace(r'\p{N}{1,3}', r'\p{N}')
QUIET = dict(show_progress=False)


def byte_level():
    return dict(initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **QUIET)


def bpe_gpt2(texts, size):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=['<|endoftext|>'], **byte_level())
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def bpe_roberta(texts, size):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=size, special_tokens=SPECIAL, **byte_level()))
    end, start = (('</s>', tokenizer.token_to_id('</s>')), ('<s>', tokenizer.token_to_id('<s>')))
    tokenizer.post_processor = processors.RobertaProcessing(end, start, trim_offsets=True, add_prefix_space=False)
    tokenizer.add_special_tokens([AddedToken('<mask>', lstrip=True)])
    return tokenizer


def bpe_split(pattern, normalizer):
    def make(texts, size):
        tokenizer = Tokenizer(models.BPE())
        tokenizer.normalizer = normalizer
        parts = [pre_tokenizers.Split(Regex(pattern), 'isolated'),
                 pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(parts)
        trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=['<|endoftext|>'], **byte_level())
        tokenizer.train_from_iterator(texts, trainer)
        end = [('<|endoftext|>', tokenizer.token_to_id('<|endoftext|>'))]
        tokenizer.post_processor = processors.TemplateProcessing(single='$A <|endoftext|>', special_tokens=end)
        return tokenizer
    return make


def bpe_byte_fallback(texts, size):
    """As Gemma and Llama 2 have it."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token='<unk>', fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend('\u2581'), normalizers.Replace(' ', '\u2581')])
    special = SPECIAL + ['<0x%02X>' % byte for byte in range(256)]
    words = [word for text in texts for word in text.split(' ')]
    trainer = trainers.BpeTrainer(vocab_size=size, limit_alphabet=600, special_tokens=special, **QUIET)
    tokenizer.train_from_iterator(words, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single='<s> $A', special_tokens=[('<s>', 0)])
    return tokenizer


def bpe_scripts_and_digits(texts, size):
    tokenizer = bpe_gpt2(texts, size)
    tokenizer.normalizer = normalizers.NFKD()
    parts = [pre_tokenizers.UnicodeScripts(), pre_tokenizers.Digits(individual_digits=True),
             pre_tokenizers.Punctuation('contiguous'), pre_tokenizers.ByteLevel(add_prefix_space=True)]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(parts)
    return tokenizer


def unigram(normalizer, pre_tokenizer):
    def make(texts, size):
        tokenizer = Tokenizer(models.Unigram())
        tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
        pieces = [text[i:i + 120] for text in texts for i in range(0, len(text), 120)]
        trainer = trainers.UnigramTrainer(vocab_size=size, unk_token='<unk>', special_tokens=SPECIAL, **QUIET)
        tokenizer.train_from_iterator(pieces, trainer)
        special = [(name, tokenizer.token_to_id(name)) for name in ('<s>', '</s>')]
        tokenizer.post_processor = processors.TemplateProcessing(single='<s> $A </s>', special_tokens=special)
        tokenizer.add_special_tokens([AddedToken('<mask>', lstrip=True)])
        return tokenizer
    return make


def word_level(texts, size):
    tokenizer = Tokenizer(models.WordLevel(unk_token='[UNK]'))
    parts = [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]
    tokenizer.normalizer = normalizers.Sequence(parts)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(texts, trainers.WordLevelTrainer(vocab_size=size, special_tokens=BERT_SPECIAL, **QUIET))
    tokenizer.post_processor = processors.TemplateProcessing(
        single='[CLS]:0 $A:1 [SEP]:1', special_tokens=[('[CLS]', 2), ('[SEP]', 3)])
    return tokenizer


def word_piece(**options):
    def make(texts, size):
        tokenizer = Tokenizer(models.WordPiece(unk_token='[UNK]'))
        tokenizer.normalizer = normalizers.BertNormalizer(**options)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=BERT_SPECIAL, **QUIET)
        tokenizer.train_from_iterator(texts, trainer)
        tokenizer.post_processor = processors.BertProcessing(('[SEP]', 3), ('[CLS]', 2))
        return tokenizer
    return make


def character_map():
    """A compiled map of characters as sentencepiece writes them: the size of a double array, the array, and the texts
    that characters become. Here most of NFKC; some marks of width zero vanish, and white space becomes spaces."""
    pairs = {}
    for code in [*range(0xA0, 0x3400), *range(0xF900, 0x10000)]:
        character = chr(code)
        if unicodedata.normalize('NFKC', character) != character:
            pairs[character] = unicodedata.normalize('NFKC', character)
    pairs.update({space: ' ' for space in '\u00a0\t\n\r\u3000\u2028'})
    pairs.update({nothing: '' for nothing in '\u200b\u00ad\ufeff'})
    texts, places = bytearray(), {}
    for text in sorted(set(pairs.values())):
        places[text] = len(texts)
        texts += text.encode() + b'\0'
    array = double_array({key.encode(): places[value] for key, value in pairs.items()})
    return len(array).to_bytes(4, 'little') + array + bytes(texts)


def double_array(values):
    """A Darts double array: child = node ^ offset ^ label; bit 8 says that label 0, a leaf with the value, is there."""
    leaf, trie = -1, {}
    for key, value in values.items():
        node = trie
        for byte in key:
            node = node.setdefault(byte, {})
        node[leaf] = value
    used, units, waiting = {0}, {0: 0}, [(trie, 0)]
    first_free = 1
    while waiting:
        node, index = waiting.pop()
        labels = [max(label, 0) for label in node]
        base = first_free
        while any((base ^ label) in used for label in labels):
            base += 1
        used.update(base ^ label for label in labels)
        while first_free in used:
            first_free += 1
        units[index] = units.get(index, 0) | ((index ^ base) << 10) | (0x100 if leaf in node else 0)
        for label, child in node.items():
            if label == leaf:
                units[base] = 0x80000000 | child
            else:
                units[base ^ label] = label
                waiting.append((child, base ^ label))
    size = (max(units) | 255) + 1
    return b''.join(units.get(i, 0).to_bytes(4, 'little') for i in range(size))


def families(texts):
    """Name -> tokenizer.json."""
    mapped = normalizers.Precompiled(character_map())
    t5 = [mapped, normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(' {2,}'), '\u2581')]
    xlmr = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    nmt = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    makers = {
        'bpe-gpt2': bpe_gpt2,
        'bpe-roberta': bpe_roberta,
        'bpe-cl100k': bpe_split(CL100K, None),
        'bpe-qwen': bpe_split(QWEN, normalizers.NFC()),
        'bpe-byte-fallback': bpe_byte_fallback,
        'bpe-scripts-and-digits': bpe_scripts_and_digits,
        'unigram-xlm-roberta': unigram(mapped, xlmr),
        'unigram-t5': unigram(normalizers.Sequence(t5), pre_tokenizers.Metaspace(prepend_scheme='always')),
        'unigram-nmt': unigram(nmt, pre_tokenizers.Metaspace(prepend_scheme='first', split=False)),
        'word-level': word_level,
        'wordpiece-uncased': word_piece(),
        'wordpiece-cased': word_piece(lowercase=False),
        'wordpiece-cased-stripped': word_piece(lowercase=False, strip_accents=True),
        'wordpiece-uncased-accents': word_piece(strip_accents=False),
        'wordpiece-raw': word_piece(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False),
    }
    return {name: make(texts, 6000).to_str() for name, make in makers.items()}


def small_families(texts):
    """Small ones, with parts of many kinds, to be damaged."""
    found = {name: json.loads(make(texts, 300).to_str()) for name, make in {
        'bpe-roberta': bpe_roberta, 'bpe-qwen': bpe_split(QWEN, normalizers.NFC()), 'word-level': word_level,
        'wordpiece-uncased': word_piece(), 'unigram-nmt': unigram(normalizers.NFKC(), pre_tokenizers.Metaspace()),
    }.items()}
    mapped = {'type': 'Precompiled', 'precompiled_charsmap': base64.b64encode(character_map_small()).decode()}
    found['unigram-precompiled'] = {**found['unigram-nmt'], 'normalizer': {
        'type': 'Sequence', 'normalizers': [mapped, {'type': 'Nmt'}]}}
    options = dict(single_word=True, lstrip=True, rstrip=True, normalized=True, special=False)
    added = [*found['word-level']['added_tokens'], {'id': 300, 'content': 'foo', **options}]
    found['added-tokens'] = {**found['word-level'], 'added_tokens': added}
    return {name: json.dumps(value, ensure_ascii=False) for name, value in found.items()}


def character_map_small():
    array = double_array({'\uff21'.encode(): 0, '\u3000'.encode(): 2})
    return len(array).to_bytes(4, 'little') + array + b'A\0 \0'
