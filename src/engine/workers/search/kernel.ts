import { KERNEL } from './kernelModule.js';

/** What wasm/search exports; its sources say what each is for. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  multiplyFloats(query: number, rows: number, count: number, width: number, out: number): void;
  multiplyBytes(
    query: number,
    scale: number,
    rows: number,
    scales: number,
    count: number,
    width: number,
    out: number,
  ): void;
  quantize(floats: number, width: number, out: number): number;
  distance(floats: number, width: number, row: number, scale: number): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * A new instance, whose memory is for one matrix; undefined where there is no wasm with SIMD. At once: it is so small that
 * even pages may compile it synchronously, and nothing can change meanwhile.
 */
export function createKernel(): Kernel | undefined {
  try {
    const bytes = Uint8Array.from(atob(KERNEL), (character) => character.charCodeAt(0));
    compiled ??= new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(compiled, {});
    return exports as unknown as Kernel; // as wasm/search/search.ts has them
  } catch {
    return undefined; // plain loops do the same, several times slower
  }
}
