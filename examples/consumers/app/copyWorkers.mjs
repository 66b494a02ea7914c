// Puts both workers beside the app: node copyWorkers.mjs FOLDER

import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [folder] = process.argv.slice(2);
for (const name of ['worker', 'search-worker'])
  copyFileSync(fileURLToPath(import.meta.resolve(`react-embeddings/${name}`)), `${folder}/${name}.js`);
