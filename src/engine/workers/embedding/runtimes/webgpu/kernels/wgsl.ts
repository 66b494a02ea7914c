// Helpers for kernels that are written as templates: what is known when a pipeline is made stands in its code as a number.

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** `count` pieces of code, one after the other. */
export const repeat = (count: number, code: (i: number) => string): string =>
  range(count).map(code).join('\n');

/**
 * Declarations of the storage buffers of group 0, in the order of their bindings.
 * @param buffers Name and element type of each; `rw` where the kernel writes it.
 */
export function storage(buffers: Readonly<Record<string, string>>): string {
  return Object.entries(buffers)
    .map(([name, type], binding) => {
      const access = type.startsWith('rw ') ? 'read_write' : 'read';
      return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${type.replace('rw ', '')}>;`;
    })
    .join('\n');
}

/** The entry point of a kernel: `group` is the workgroup's place in the dispatch, `thread` the thread's in its workgroup. */
export const main = (threads: number, body: string): string => `
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
${body}
}`;

/** How four weights of a row come out of `p`, an element of their buffer. */
export const DECODED = {
  float32: { type: 'vec4<f32>', decode: 'p' },
  float16: { type: 'vec2<u32>', decode: 'vec4<f32>(unpack2x16float(p.x), unpack2x16float(p.y))' }, // needs no shader-f16
} as const;
