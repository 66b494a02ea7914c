// Puts both workers beside the app, with what they fetch when it is needed: node copyWorkers.mjs FOLDER

import { cpSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder] = process.argv.slice(2);
for (const name of ['worker', 'search-worker'])
  cpSync(dirname(fileURLToPath(import.meta.resolve(`react-embeddings/${name}`))), `${folder}/${name}`, {
    recursive: true,
  });
