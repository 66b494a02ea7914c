/** What a worker asked of its GPU. */
export interface Counts {
  readonly dispatches: number;
  readonly submits: number;
  readonly mapAsync: number;
}

// Wraps what the kernels' code calls; to be imported before it runs.

const counts = { dispatches: 0, submits: 0, mapAsync: 0 };

const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...sizes) {
  counts.dispatches += 1;
  return dispatchWorkgroups.apply(this, sizes);
};

const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  counts.submits += 1;
  return submit.call(this, commands);
};

const map = GPUBuffer.prototype.mapAsync;
GPUBuffer.prototype.mapAsync = function (...range) {
  counts.mapAsync += 1;
  return map.apply(this, range);
};

/** What was counted since the last call. */
export function takeCounts(): Counts {
  const taken = { ...counts };
  Object.assign(counts, { dispatches: 0, submits: 0, mapAsync: 0 });
  return taken;
}
