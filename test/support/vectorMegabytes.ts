import type { QueryClient } from '@tanstack/react-query';

/** What the vectors in a query client take, and the lists that hold them, in megabytes. */
export function vectorMegabytes(client: QueryClient): number {
  const buffers = new Set<ArrayBufferLike>();
  let pointers = 0;
  const vectorsOf = (data: unknown): readonly unknown[] => (Array.isArray(data) ? data : [data]);
  for (const { state } of client.getQueryCache().getAll()) {
    const vectors = vectorsOf(state.data);
    pointers += vectors.length;
    for (const vector of vectors) if (ArrayBuffer.isView(vector)) buffers.add(vector.buffer);
  }
  const bytes = Array.from(buffers).reduce((total, { byteLength }) => total + byteLength, 0);
  return (bytes + pointers * 8) / 1e6;
}
