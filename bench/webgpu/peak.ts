import { findAdapter, openDevice } from '../../src/engine/workers/embedding/runtimes/webgpu/adapter.js';

// A device's peak, as far as a shader can reach it: multiplications and additions on registers alone.

/** Independent chains hide how long one operation takes. */
const CHAINS = 8;
const STEPS = 256;
const GROUP = 256;
/** A run that takes less is measured too roughly. */
const MIN_MS = 40;
const MOST_GROUPS = 65_535;
const ROUNDS = 4;

const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, storage: 128 } as const;
const MAP_MODE_READ = 1;

type Type = 'f32' | 'f16';

const chain = (use: (i: number) => string, joint = '\n') =>
  Array.from({ length: CHAINS }, (_, i) => use(i)).join(joint);

const codeOf = (type: Type) => `${type === 'f16' ? 'enable f16;' : ''}
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(${GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let factor = vec4<${type}>(${type}(0.999) + ${type}(id.x & 1u) * ${type}(0.001));
  ${chain((i) => `var v${i} = vec4<${type}>(${type}(id.x & 7u) + ${type}(${i}));`)}
  for (var step = 0u; step < ${STEPS}u; step++) {
    ${chain((i) => `v${i} = fma(v${i}, factor, factor);`)}
  }
  let sum = ${chain((i) => `v${i}`, ' + ')};
  if (f32(sum.x + sum.y + sum.z + sum.w) == -1.0) { result[0] = 1.0; } // never: but the compiler cannot know
}`;

/** GFLOP/s that the GPU reaches on registers, in float32 and, where its shaders have it, in float16. */
export async function measurePeak(): Promise<{ readonly fp32: number; readonly fp16?: number }> {
  const { gpu } = await findAdapter(true);
  const hasHalves = gpu.features.has('shader-f16');
  const fp32 = await peakOf(await openDevice(gpu), 'f32');
  if (!hasHalves) return { fp32 };
  return { fp32, fp16: await peakOf(await openDevice((await findAdapter(true)).gpu, 'fp16'), 'f16') };
}

async function peakOf(device: GPUDevice, type: Type): Promise<number> {
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: codeOf(type) }) },
  });
  const target = device.createBuffer({ size: 16, usage: USAGE.storage | USAGE.copySource });
  const read = device.createBuffer({ size: 16, usage: USAGE.mapRead | USAGE.copyTarget });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: target } }],
  });
  const run = async (groups: number) => {
    const commands = device.createCommandEncoder();
    const pass = commands.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(groups);
    pass.end();
    commands.copyBufferToBuffer(target, 0, read, 0, 16);
    const start = performance.now();
    device.queue.submit([commands.finish()]);
    await read.mapAsync(MAP_MODE_READ);
    read.unmap();
    return performance.now() - start;
  };
  let groups = 16;
  await run(groups); // compiles it
  while ((await run(groups)) < MIN_MS && groups < MOST_GROUPS) groups = Math.min(MOST_GROUPS, 2 * groups);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await run(groups));
  device.destroy();
  return (2 * 4 * CHAINS * STEPS * GROUP * groups) / Math.min(...times) / 1e6;
}
