// No bundler: the package's own files, and an import map that says where they are.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';

mkdirSync('dist', { recursive: true });
const forOtherModels = /dist.(engine.(onnxruntime|tokenizers)|node)$/;
cpSync('node_modules/react-embeddings/dist', 'dist/react-embeddings', {
  recursive: true,
  filter: (path) => !forOtherModels.test(path),
});
cpSync('plain.js', 'dist/plain.js');
cpSync('notes.js', 'dist/notes.js');

const imports = { 'react-embeddings/engine': './react-embeddings/engine/index.js' };
writeFileSync(
  'dist/index.html',
  `<!doctype html>
<title>Consumer</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<label>Notes <input role="combobox" /></label>
<ul role="listbox"></ul>
<script type="module" src="./plain.js"></script>
`,
);
