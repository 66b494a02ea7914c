/** Thrown within this folder when a file holds another model than the encoder can run: no error, but a reason. */
export class UnsupportedArchitecture extends Error {}
