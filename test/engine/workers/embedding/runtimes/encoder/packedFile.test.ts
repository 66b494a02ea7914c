import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PACKING } from '../../../../../../src/engine/workers/embedding/runtimes/encoder/packedFile.js';

const MAKERS = [
  ...['matrix', 'memory', 'epilogues', 'encoder', 'widen'].map((name) => `wasm/encoder/${name}.ts`),
  ...['packWeights', 'embeddingTables', 'layout', 'packedFile', 'widen'].map(
    (name) => `src/engine/workers/embedding/runtimes/encoder/${name}.ts`,
  ),
];
/** The digest of these files when PACKING got its present value. */
const KNOWN = { packing: 2, digest: 'fb0e8878d7f2e161' };

// Packed weights that visits have stored stay valid only as long as what packs and reads them does not change.
test('a change of how weights are packed is a change of PACKING', () => {
  const hash = createHash('sha256');
  for (const file of MAKERS) hash.update(readFileSync(file));
  expect(
    { packing: PACKING, digest: hash.digest('hex').slice(0, 16) },
    'raise PACKING, if what is stored changes',
  ).toEqual(KNOWN);
});
