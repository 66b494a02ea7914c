// Code that only some models or machines need. Bundlers would put all that a worker imports into one file, so the build puts
// each of these into a file beside the worker, and its address here (rolldown.config.js).

import { loadScript } from '../../utils/loadScript.js';

/** A BERT on the GPU. */
export const loadGpu = () => loadScript(() => import('./runtimes/webgpu/start.js'));

/** What a model's own folder says of it. */
export const loadResolve = () => loadScript(() => import('./loadSource.js'), 'model-load-failed');

/** Models that are a table of token vectors. */
export const loadStatic = () =>
  loadScript(() => import('./runtimes/static/staticModel.js'), 'model-load-failed');

/** A BERT whose weights are in a file of safetensors. */
export const loadSafetensors = () =>
  loadScript(() => import('./formats/safetensorsBert.js'), 'model-load-failed');

/** Passages of texts that are longer than the model reads. */
export const loadSplit = () => loadScript(() => import('./splitText.js'));

/** What is done with vectors behind the pooling. */
export const loadPostprocess = () =>
  loadScript(() => import('./runtimes/postprocess.js'), 'model-load-failed');
