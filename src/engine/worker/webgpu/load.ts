/** The code for a GPU. The build puts it into a file beside the worker (rolldown.config.js), which no bundler puts into it. */
export const loadGpu = () => import('./start.js');
