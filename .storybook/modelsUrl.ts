/** Where the bundled model lies: beside the stories, or where their tests are served from. */
export const modelsUrl = import.meta.env.VITEST ? '/weights' : './weights';
