import { KERNEL } from './kernelModule.js';

/** What wasm/search exports; its sources say what each is for. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  multiplyFloats(query: number, rows: number, count: number, width: number, out: number): void;
  multiplyBytes(query: number, rows: number, count: number, width: number, out: number): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** A new instance, whose memory is for one matrix; undefined where there is no wasm with SIMD. */
export async function createKernel(): Promise<Kernel | undefined> {
  try {
    const bytes = Uint8Array.from(atob(KERNEL), (character) => character.charCodeAt(0));
    compiled ??= WebAssembly.compile(bytes);
    const { exports } = await WebAssembly.instantiate(await compiled, {});
    return exports as unknown as Kernel; // as wasm/search/search.ts has them
  } catch {
    return undefined; // plain loops do the same, several times slower
  }
}
