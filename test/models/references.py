"""Makes small models of every architecture and pooling with random weights, and what sentence-transformers says of them.

usage: python test/models/references.py OUT        (needs test/models/requirements.txt)

Each model is a folder in the layout of the Hub, its weights exported by PyTorch (by both of its exporters) and quantised
by onnxruntime. OUT/references.json holds the texts and their vectors by sentence-transformers in full precision.
"""
import json
import pathlib
import shutil
import sys
import warnings

import torch
import transformers
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer, models
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VOCABULARY = 30_522
TEXTS = [
    'How do I get my money back?', 'A kitten sleeps on the roof', 'x', 'The quick brown fox jumps over the lazy dog. ' * 4,
    'résumé naïve café', '42 is the answer to everything', 'word ' * 150,
]
POOLINGS = ('mean', 'cls', 'max', 'lasttoken', 'mean_sqrt_len_tokens')
OLD_NAMES = {'cls': 'cls_token', 'mean': 'mean_tokens', 'max': 'max_tokens'}
SIZE = dict(vocab_size=VOCABULARY, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128)

ARCHITECTURES = {
    'bert': lambda: transformers.BertModel(transformers.BertConfig(**SIZE)),
    'roberta': lambda: transformers.RobertaModel(
        transformers.RobertaConfig(**SIZE, pad_token_id=0, max_position_embeddings=130)
    ),
    'distilbert': lambda: transformers.DistilBertModel(
        transformers.DistilBertConfig(vocab_size=VOCABULARY, dim=64, n_layers=2, n_heads=4, hidden_dim=128)
    ),
    'mpnet': lambda: transformers.MPNetModel(
        transformers.MPNetConfig(**SIZE, pad_token_id=0, max_position_embeddings=130)
    ),
    'albert': lambda: transformers.AlbertModel(transformers.AlbertConfig(**SIZE, embedding_size=32)),
    'modernbert': lambda: transformers.ModernBertModel(
        transformers.ModernBertConfig(
            **SIZE, pad_token_id=0, cls_token_id=101, sep_token_id=102, bos_token_id=101, eos_token_id=102,
            attn_implementation='eager',
        )
    ),
    'qwen3': lambda: transformers.Qwen3Model(
        transformers.Qwen3Config(**SIZE, num_key_value_heads=2, head_dim=16, attn_implementation='eager')
    ),
}


class Exported(torch.nn.Module):
    def __init__(self, model, names):
        super().__init__()
        self.bert, self.names = model, names  # the name that BERTs in files have

    def forward(self, *tensors):
        extra = {'use_cache': False} if 'qwen3' in self.bert.config.model_type else {}
        return self.bert(**dict(zip(self.names, tensors)), **extra).last_hidden_state


def export(model, names, path, dynamo):
    length = 7
    tensors = tuple(torch.ones((2, length), dtype=torch.int64) for _ in names)
    if dynamo:
        batch, tokens = torch.export.Dim('batch'), torch.export.Dim('tokens', max=120)
        axes = dict(dynamic_shapes=(tuple({0: batch, 1: tokens} for _ in names),))  # of *tensors
    else:
        axes = dict(dynamic_axes={name: {0: 'batch', 1: 'tokens'} for name in (*names, 'last_hidden_state')})
    torch.onnx.export(
        Exported(model, names).eval(), tensors, str(path), input_names=list(names), output_names=['last_hidden_state'],
        dynamo=dynamo, opset_version=18 if dynamo else 17, **axes, **({'external_data': False} if dynamo else {}),
    )


def tokenizer(folder):
    raw = Tokenizer.from_file(str(ROOT / 'models/all-MiniLM-L6-v2/tokenizer.json'))
    raw.no_truncation()
    raw.no_padding()
    names = dict(unk_token='[UNK]', cls_token='[CLS]', sep_token='[SEP]', pad_token='[PAD]', mask_token='[MASK]')
    fast = PreTrainedTokenizerFast(tokenizer_object=raw, model_max_length=128, **names)
    fast.save_pretrained(folder)


def spell_as_before(folder, pooling):
    path = folder / '1_Pooling/config.json'
    dimension = json.loads(path.read_text()).get('embedding_dimension', SIZE['hidden_size'])
    modes = ('cls', 'mean', 'max', 'mean_sqrt_len_tokens', 'weightedmean_tokens', 'lasttoken')
    flags = {f'pooling_mode_{OLD_NAMES.get(mode, mode)}': mode == pooling for mode in modes}
    path.write_text(json.dumps({'word_embedding_dimension': dimension, **flags, 'include_prompt': True}))


def make(out, name, architecture, pooling, *, dynamo=False, dense=False, normalize=True, old=False):
    torch.manual_seed(len(name))
    plain = out / '.plain'
    shutil.rmtree(plain, ignore_errors=True)
    model = ARCHITECTURES[architecture]().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.mul_(3)  # so that texts differ
            else:
                parameter.add_(torch.randn_like(parameter), alpha=0.1)  # exporters make one tensor of equal ones
    model.save_pretrained(plain)
    tokenizer(plain)
    transformer = models.Transformer(str(plain), max_seq_length=100)
    parts = [transformer, models.Pooling(SIZE['hidden_size'], pooling_mode=pooling)]
    if dense:
        parts.append(models.Dense(SIZE['hidden_size'], 96, activation_function=torch.nn.Tanh()))
    if normalize:
        parts.append(models.Normalize())
    whole = SentenceTransformer(modules=parts, device='cpu')
    folder = out / name
    whole.save(str(folder))
    if old:
        spell_as_before(folder, pooling)
    vectors = [whole.encode([text])[0].tolist() for text in TEXTS]
    names = ['input_ids', 'attention_mask']
    if architecture == 'bert':
        names.append('token_type_ids')
    (folder / 'onnx').mkdir()
    export(transformer.auto_model if hasattr(transformer, 'auto_model') else model, names, folder / 'onnx/model.onnx', dynamo)
    quantize_dynamic(
        folder / 'onnx/model.onnx', folder / 'onnx/model_quantized.onnx', weight_type=QuantType.QInt8, per_channel=True,
        extra_options={'EnableSubgraph': True},
    )
    print(name, flush=True)
    return {'name': name, 'architecture': architecture, 'pooling': pooling, 'vectors': vectors}


def main():
    warnings.filterwarnings('ignore')
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    made, failed = [], []
    for name, architecture, pooling, options in jobs():
        try:
            made.append(make(out, name, architecture, pooling, **options))
        except Exception as error:  # an exporter that cannot export an architecture is told, and the rest is compared
            failed.append({'name': name, 'why': str(error).split('\n')[0][:200]})
            print(name, 'FAILED', error, flush=True)
    (out / 'references.json').write_text(json.dumps({'texts': TEXTS, 'models': made, 'failed': failed}))


def jobs():
    for pooling in POOLINGS:
        yield f'bert-{pooling}', 'bert', pooling, dict(old=pooling != 'max')
    for architecture in ARCHITECTURES:
        if architecture != 'bert':
            yield architecture, architecture, 'lasttoken' if architecture == 'qwen3' else 'mean', {}
        yield f'{architecture}-dynamo', architecture, 'mean', dict(dynamo=True)
    yield 'dense', 'bert', 'mean', dict(dense=True)
    yield 'raw', 'bert', 'mean', dict(normalize=False)


if __name__ == '__main__':
    main()
