// The table of the models that lie in this repository, out of the run of record of `npm run bench:models`.

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
      `\`${model.id}\``,
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
