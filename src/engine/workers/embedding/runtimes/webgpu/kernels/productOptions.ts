/** How weights lie in GPU memory. */
export type WeightKind = 'int8' | 'float16' | 'float32';

/** What becomes of a product: nothing more, GELU, or it is added to what is there (a residual). */
export type Epilogue = 'none' | 'gelu' | 'add';

/** The outputs of a workgroup (`rows` x `columns`), and those of a thread (`threadRows` x 4 `threadColumns`). */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly threadRows: number;
  readonly threadColumns: number;
  /** How many inputs are in workgroup memory at once. */
  readonly inputs: number;
}

/** Matrices of activations have a multiple of so many rows, so that no kernel checks bounds. */
export const ROW_MULTIPLE = 64;

/** Widths of layers are filled up to a multiple of this: the columns of every tile divide it. */
export const COLUMN_MULTIPLE = 64;

/** Tiles by kind of kernel; `small` for few rows, where large ones would leave most of a GPU without work. */
export const TILES = {
  direct: {
    large: { rows: 64, columns: 64, threadRows: 8, threadColumns: 2, inputs: 4 },
    small: { rows: 16, columns: 64, threadRows: 4, threadColumns: 1, inputs: 4 },
  },
  tiled: {
    large: { rows: 64, columns: 64, threadRows: 8, threadColumns: 2, inputs: 16 },
    small: { rows: 16, columns: 32, threadRows: 2, threadColumns: 1, inputs: 32 },
  },
  dot: {
    large: { rows: 64, columns: 64, threadRows: 8, threadColumns: 2, inputs: 32 },
    small: { rows: 16, columns: 32, threadRows: 2, threadColumns: 1, inputs: 32 },
  },
} as const satisfies Record<string, Record<'large' | 'small', Tile>>;

/** Which kernels compute products: from global memory, over tiles in workgroup memory, or in integers over such tiles. */
export type Variant = keyof typeof TILES;

/** A layer's product y = epilogue(x W * scales + biases), known when its pipeline is made. */
export interface ProductOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: WeightKind;
  /** Whether integers stand for numbers relative to a zero point other than 0. */
  readonly hasZeroPoints: boolean;
  readonly epilogue: Epilogue;
  /** Whether tiles and their products are float16; sums are float32. */
  readonly isHalf: boolean;
}
