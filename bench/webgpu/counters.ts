/** What a worker asked of its GPU, and the wasm memory that it made itself. */
export interface Counts {
  readonly dispatches: number;
  readonly mapAsync: number;
  /** Bytes. */
  readonly heap: number;
}

// Wraps what onnxruntime-web calls; to be imported before it is started.

let dispatches = 0;
let mapAsync = 0;
const memories: WebAssembly.Memory[] = [];

const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...sizes) {
  dispatches += 1;
  return dispatchWorkgroups.apply(this, sizes);
};

const map = GPUBuffer.prototype.mapAsync;
GPUBuffer.prototype.mapAsync = function (...range) {
  mapAsync += 1;
  return map.apply(this, range);
};

WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(Memory, [descriptor]) {
    const memory = new Memory(descriptor);
    memories.push(memory);
    return memory;
  },
});

/** What was counted since the last call. */
export function takeCounts(): Counts {
  const counts = {
    dispatches,
    mapAsync,
    heap: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  };
  dispatches = 0;
  mapAsync = 0;
  return counts;
}
