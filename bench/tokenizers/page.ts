import { Tokenizer as PeerTokenizer } from '@huggingface/tokenizers';
import { findModel } from '../../src/engine/models/catalog.js';
import { tokenizersUrl } from '../../src/engine/tokenizers/index.js';
import { createFastTokenizer } from '../../src/engine/workers/embedding/tokenizer/createTokenizer.js';
import { loadRustModule } from '../../src/engine/workers/embedding/tokenizer/rustModule.js';
import { createRustTokenizer } from '../../src/engine/workers/embedding/tokenizer/rustTokenizer.js';
import type { Tokenizer } from '../../src/engine/workers/embedding/tokenizer/types.js';

// What bench/tokenizers/run.mjs asks of its page. It decides who is measured when; here is only the stopwatch.

/** The peer, and ours in two ways. */
export type Engine = 'peer' | 'fast' | 'crate';

type Encode = (texts: readonly string[]) => readonly (readonly number[])[];

const file = await tokenizerFile();
const engines: Record<Engine, Encode> = {
  peer: peer(),
  fast: ours(createFastTokenizer(file)),
  crate: ours(await createRustTokenizer(await loadRustModule(tokenizersUrl), file)),
};

async function tokenizerFile(): Promise<Uint8Array> {
  const { repo, files } = findModel('all-MiniLM-L6-v2');
  return new Uint8Array(await (await fetch(`/models/${repo}/${files.tokenizer.path}`)).arrayBuffer());
}

function peer(): Encode {
  const json = JSON.parse(new TextDecoder().decode(file));
  const tokenizer = new PeerTokenizer({ ...json, truncation: null, padding: null }, {});
  return (texts) => texts.map((text) => tokenizer.encode(text).ids);
}

/** As the worker calls it: batches, no limit, no offsets. */
function ours(tokenizer: Tokenizer | undefined): Encode {
  if (!tokenizer) throw new Error('The bundled tokenizer is for the fast path.');
  return (texts) => {
    const ids: (readonly number[])[] = [];
    for (let start = 0; start < texts.length; start += 32)
      for (const encoding of tokenizer.encode(texts.slice(start, start + 32))) ids.push(encoding.ids);
    return ids;
  };
}

let texts: readonly string[] = [];

const tokenizersBench = {
  setTexts(given: readonly string[]): void {
    texts = given;
  },

  /** Milliseconds of one pass over all texts. */
  measure(engine: Engine): number {
    const start = performance.now();
    engines[engine](texts);
    return performance.now() - start;
  },

  /** How many texts have other ids than with the crate. */
  differences(engine: Engine): number {
    const expected = engines.crate(texts);
    return engines[engine](texts).filter((ids, i) => ids.join() !== expected[i]?.join()).length;
  },
};

declare global {
  interface Window {
    tokenizersBench: typeof tokenizersBench;
  }
}

window.tokenizersBench = tokenizersBench;
