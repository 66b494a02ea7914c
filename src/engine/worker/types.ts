/** A model at work: token ids in, one vector per text out, one behind the other. */
export type RunModel = (texts: readonly (readonly number[])[]) => Promise<Float32Array<ArrayBuffer>>;
