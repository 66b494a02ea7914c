import { asEmbedError } from '../../errors.js';
import { type OnnxRuntime, startRuntime } from '../graph.js';
import { refused } from './adapter.js';

/** How wasm waits for the GPU: by the browser's own JSPI, or by code that is compiled in, which is larger. */
export type GpuRuntime = 'jspi' | 'asyncify';

export interface StartedRuntime {
  readonly ort: OnnxRuntime;
  readonly kind: GpuRuntime;
}

/**
 * Starts onnxruntime-web's build for the GPU. The one for browsers without JSPI has a wasm file of more than 25 MiB, which
 * some hosts refuse. So no bundler is shown that file: it is used only where `folder` says where it lies.
 * @param folder The URL of a folder with the files of onnxruntime-web's `dist`.
 * @throws {EmbedError} `backend-unavailable`.
 */
export async function startGpuRuntime(folder: string | undefined): Promise<StartedRuntime> {
  const kind = 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
  if (kind === 'asyncify' && folder === undefined)
    throw refused(
      'no-jspi',
      'This browser has no JSPI (WebAssembly.Suspending). Serve the files of onnxruntime-web and pass webgpuRuntimeUrl.',
    );
  const at = (file: string) => folder && `${folder.replace(/\/*$/, '/')}${file}`;
  const imported: Promise<OnnxRuntime> =
    kind === 'jspi'
      ? import('onnxruntime-web/jspi')
      : import(/* @vite-ignore */ /* webpackIgnore: true */ at('ort.webgpu.bundle.min.mjs') as string);
  const ort = await imported.catch((cause) => {
    throw asEmbedError(cause, 'backend-unavailable', 'The script of onnxruntime-web could not be loaded.');
  });
  await startRuntime(ort, at(`ort-wasm-simd-threaded.${kind}.wasm`));
  return { ort, kind };
}
