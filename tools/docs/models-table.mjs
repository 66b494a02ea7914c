// The tables of the models that lie in this repository, out of runs of record: that of `npm run bench:models`, and of the vocabulary.

/**
 * @param {{ models: readonly Record<string, any>[] }} run
 * @returns {readonly (readonly (string | number)[])[]} the first is the head
 */
export function modelsTable({ models }) {
  const hasScifact = models.some(({ scifact }) => scifact !== undefined);
  return [
    [
      'model',
      'bits',
      'weights',
      'tokenizer, gzip',
      'languages',
      'STS-B',
      ...(hasScifact ? ['SciFact'] : []),
      '96 texts',
    ],
    ...models.map((model) => [
      [`\`${model.id}\``, model.date, model.machine].filter(Boolean).join(', '),
      { q4: 4, q8: 8 }[/** @type {'q4'} */ (model.dtype)] ?? '4, no network',
      `${megabytes(model.bytes)} MB`,
      `${megabytes(model.tokenizer_gzip_bytes)} MB`,
      model.languages,
      model.stsb.toFixed(2),
      ...(hasScifact ? [model.scifact?.toFixed(2) ?? ''] : []),
      `${model.ms.toLocaleString('en')} ms`,
    ]),
  ];
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/**
 * How the multilingual model differs from the one with the whole vocabulary, of the run of models/make/compare_vocabulary.py.
 * @param {{ languages: readonly Record<string, any>[] }} run
 * @returns {readonly (readonly (string | number)[])[]} the first is the head
 */
export function vocabularyTable({ languages }) {
  const cosine = (/** @type {number | undefined} */ value) => value?.toFixed(4) ?? '';
  return [
    ['texts', 'how many', 'of', 'same tokens', 'cosine, least', 'of other tokens, mean', 'least'],
    ...languages.map(({ language, texts, of, same_tokens, cosine_same, cosine_others }) => [
      language,
      texts.toLocaleString('en'),
      of,
      `${(100 * same_tokens).toFixed(1)}%`,
      cosine(cosine_same?.least),
      cosine(cosine_others?.mean),
      cosine(cosine_others?.least),
    ]),
  ];
}
