import { FinalAnswer, fetchAlive } from '../../utils/stallWatch.js';

/**
 * A wasm module from its address, compiled while it comes where the server names its type.
 * @param stallMs how long nothing may come
 * @throws {Error} when it cannot be fetched, `WebAssembly.CompileError` when this machine cannot run it.
 */
export function compileWasm(url: string, stallMs?: number): Promise<WebAssembly.Module> {
  const compile = async (response: Response) => {
    if (!response.ok) throw new FinalAnswer(`${url} comes with status ${response.status}`);
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('application/wasm')) return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(await response.arrayBuffer());
  };
  return fetchAlive(url, compile, stallMs);
}
