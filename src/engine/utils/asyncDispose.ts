/** `Symbol.asyncDispose`; where there is none yet (Safari), what `await using` of esbuild, Oxc and Babel looks for. */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
