// Code that only some models or machines need. Bundlers would put all that a worker imports into one file, so the build puts
// each of these into a file beside the worker, and its address here (rolldown.config.js).

/** A BERT on the GPU. */
export const loadGpu = () => import('./runtimes/webgpu/start.js');

/** What a model's own folder says of it. */
export const loadResolve = () => import('./loadSource.js');

/** Models that are a table of token vectors. */
export const loadStatic = () => import('./runtimes/static/staticModel.js');

/** A BERT whose weights are in a file of safetensors. */
export const loadSafetensors = () => import('./formats/safetensorsBert.js');

/** Passages of texts that are longer than the model reads. */
export const loadSplit = () => import('./splitText.js');

/** What is done with vectors behind the pooling. */
export const loadPostprocess = () => import('./runtimes/postprocess.js');
