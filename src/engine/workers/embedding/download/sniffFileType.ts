import { failed } from './request.js';

const GIT_LFS_POINTER = 'version https://git-lfs';

/** Throws if a file's first bytes are not those of its kind, and says what it is instead where that is known. */
export function assertFileType(url: string, chunk: Uint8Array): void {
  const start = new TextDecoder('latin1')
    .decode(chunk.subarray(0, 64))
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  const instead = notTheFile(start);
  if (instead) throw failed(`${url} ${instead}.`, { url });
  const right = KINDS.find(({ ending }) => ending.test(url));
  if (!right || right.begins(chunk, start)) return;
  throw failed(`${url} does not begin as ${right.name} does. Check what the server sends for it.`, { url });
}

const KINDS = [
  // ir_version is the first field of an ONNX file: number 1, a varint.
  { ending: /\.onnx(\?|$)/, name: 'an ONNX file', begins: ([first]: Uint8Array) => first === 8 },
  {
    ending: /\.safetensors(\?|$)/,
    name: 'a safetensors file',
    begins: (chunk: Uint8Array) => chunk.length < 9 || chunk[8] === 0x7b,
  },
  {
    ending: /\.json(\?|$)/,
    name: 'JSON',
    begins: (_: Uint8Array, start: string) => /^[{[]|^$/.test(start),
  },
];

function notTheFile(start: string): string | undefined {
  if (/^<(!doctype|html|head|body|script|!--)/i.test(start))
    return 'is a web page, not a model file; many servers answer unknown paths with index.html: check modelsUrl';
  if (start.startsWith(GIT_LFS_POINTER))
    return 'is a pointer of Git LFS, not the file: run "git lfs pull" where it is served from';
  return undefined;
}
