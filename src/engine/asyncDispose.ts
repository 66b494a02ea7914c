/** `Symbol.asyncDispose`; where there is none yet (Safari), what compiled `await using` looks for in its place. */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
