"""XLM-R's tokenizer, as the crate tokenizers has it."""
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

UNKNOWN = 3


def xlmr_tokenizer(vocabulary, charsmap):
    """Of pieces and their scores, in the order of their ids: <s>, <pad>, </s>, <unk> first, <mask> last."""
    exact = [(piece, float(str(score))) for piece, score in vocabulary]
    tokenizer = Tokenizer(models.Unigram(exact, UNKNOWN, False))
    tokenizer.normalizer = normalizers.Precompiled(charsmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(['<s>', '<pad>', '</s>', '<unk>', AddedToken('<mask>', lstrip=True, special=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single='<s> $A </s>', pair='<s> $A </s> </s> $B </s>', special_tokens=[('<s>', 0), ('</s>', 2)],
    )
    return tokenizer
