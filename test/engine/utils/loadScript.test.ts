import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EmbedError } from '../../../src/engine/errors.js';
import { loadScript } from '../../../src/engine/utils/loadScript.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const missing = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

describe('a script that does not come', () => {
  test('is a typed error that says what to do', async () => {
    await expect(loadScript(missing)).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('Load the page again'),
      details: { reason: 'missing-script' },
      cause: expect.any(TypeError),
    });
  });

  test('is said to be for want of a network where there is none', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    await expect(loadScript(missing, 'worker-crashed')).rejects.toMatchObject({
      code: 'worker-crashed',
      message: expect.stringContaining('offline'),
      details: { reason: 'offline' },
    });
  });

  test('tells an error of its own as it is', async () => {
    const error = new EmbedError('invalid-input', 'no');
    await expect(loadScript(() => Promise.reject(error))).rejects.toBe(error);
  });

  test('can be asked for again', async () => {
    await expect(loadScript(missing)).rejects.toBeInstanceOf(EmbedError);
    await expect(loadScript(() => Promise.resolve({ found: 1 }))).resolves.toEqual({ found: 1 });
  });
});

/** Files of which something else loads the scripts, or where nothing is told: the page is shown without. */
const OTHERS: Readonly<Record<string, string>> = {
  'engine/workers/search/onDemand.ts': 'loadLanguage.ts has them loaded',
  'engine/onnxruntime/worker.ts': 'startModel.ts has it loaded',
  'node/worker.ts': 'startModel.ts has it loaded',
  'node/commands/work.ts': 'packages that may not be installed',
  'node/convert/convertModel.ts': 'a file of the package itself',
  'plots/useClusterNames.ts': 'a map without names',
  'plots/DataTable.tsx': 'a map without numbers, until it is opened again',
  'plots/fromUmap.ts': 'an error of its own says so',
  'plots/EmbeddingMap.tsx': 'a map without buttons (useLazy)',
  'hooks/useHitText.ts': 'a warning for developers',
  'hooks/EmbedderProvider.tsx': 'the model is loaded at once',
  'hooks/combobox/useHotkeys.ts': 'there is the pointer',
  'hooks/combobox/useOverlay.ts': 'the browser places the popover',
};

test('every dynamic import goes through it', () => {
  const bypassing = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => {
      const code = readFileSync(`src/${file}`, 'utf8').replaceAll(
        /^\s*(\/\/|\*|\/\*\*).*$|typeof import\(/gm,
        '',
      );
      const all = code.match(/(?<![.#\w])import\(\s*'/g)?.length ?? 0;
      return all > (code.match(/loadScript\(\s*\(\) =>\s*import\(\s*'/g)?.length ?? 0);
    });
  expect(bypassing.sort()).toEqual(Object.keys(OTHERS).sort());
});
