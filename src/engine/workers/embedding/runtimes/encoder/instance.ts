import { asEmbedError } from '../../../../errors.js';
import { SilentServer } from '../../../../utils/stallWatch.js';
import { compileWasm } from '../../compileWasm.js';
import { encoderUrl, type ModuleName } from '../../wasmUrls.js';

/** An address in the encoder's memory. */
export type Address = number;

/** What wasm/encoder exports; its sources say what each is for. Booleans are 0 or 1. */
export interface EncoderExports {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): Address;
  mark(): Address;
  release(address: Address): void;
  createMatrix(inputs: number, outputs: number): Address;
  fillMatrix(
    matrix: Address,
    source: Address,
    kind: number,
    rows: number,
    columns: number,
    rowStride: number,
    columnStride: number,
    scales: Address,
    zeroPoints: Address,
    bias: Address,
    rowIndex: Address,
    columnIndex: Address,
  ): void;
  sealMatrix(matrix: Address): void;
  scaleBlocks(
    scales: Address,
    by: number,
    count: number,
    stride: number,
    blocks: number,
    blockStride: number,
    out: Address,
  ): void;
  widen(
    source: Address,
    factors: Address,
    byColumn: number,
    rows: number,
    columns: number,
    size: number,
    out: Address,
    stride: number,
  ): void;
  setShape(
    hidden: number,
    width: number,
    inner: number,
    heads: number,
    headSize: number,
    headWidth: number,
    span: number,
    layers: number,
    epsilon: number,
  ): void;
  setEmbeddings(
    words: Address,
    scales: Address,
    offsets: Address,
    positions: Address,
    gain: Address,
    bias: Address,
  ): void;
  setLayer(
    index: number,
    queryKeyValue: Address,
    attentionOutput: Address,
    attentionGain: Address,
    attentionBias: Address,
    intermediate: Address,
    output: Address,
    outputGain: Address,
    outputBias: Address,
  ): void;
  encode(ids: Address, starts: Address, texts: number, mean: number, unit: number, out: Address): void;
  setPairwise(value: number): void;
  product(x: Address, rows: number, matrix: Address, out: Address): void;
  measure(pairwise: number, times: number): void;
  checksum(start: Address, end: Address, out: Address): void;
}

/** An instance of the encoder's wasm, and its memory as arrays. */
export interface Instance {
  readonly wasm: EncoderExports;
  /** Copies numbers to new memory. */
  put(values: Float32Array | Int32Array | Uint8Array): Address;
  /** Views of the memory. Any allocation may end them: use them at once. */
  bytes(address: Address, length: number): Uint8Array<ArrayBuffer>;
  floats(address: Address, length: number): Float32Array;
}

/** By address. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

async function compileEncoder(name: ModuleName, stallMs?: number): Promise<WebAssembly.Module> {
  const url = encoderUrl(name);
  const known = compiled.get(url);
  if (known) return known;
  const compiling = compileWasm(url, stallMs);
  compiled.set(url, compiling);
  compiling.catch(() => compiled.delete(url)); // it may come the next time
  return compiling;
}

/**
 * Fetches and compiles what most machines run, while files are read.
 * @throws {EmbedError} `backend-unavailable` where the server is silent; what else fails is told when it is needed.
 */
export async function preloadEncoder(stallMs?: number): Promise<void> {
  await compileEncoder('relaxed', stallMs).catch((error) => {
    if (error instanceof SilentServer)
      throw asEmbedError(error, 'backend-unavailable', 'The wasm of the encoder does not come.');
  });
}

/** Starts a module of the encoder; rejects with a `WebAssembly.CompileError` where the machine cannot run it. */
export async function instantiate(name: ModuleName): Promise<Instance> {
  const instance = await WebAssembly.instantiate(await compileEncoder(name));
  const wasm = instance.exports as unknown as EncoderExports; // as the sources in wasm/encoder say
  const bytes = (address: Address, length: number) => new Uint8Array(wasm.memory.buffer, address, length);
  return {
    wasm,
    bytes,
    floats: (address, length) => new Float32Array(wasm.memory.buffer, address, length),
    put(values) {
      const address = wasm.allocate(values.byteLength);
      bytes(address, values.byteLength).set(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
      return address;
    },
  };
}
