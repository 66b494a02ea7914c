/** A vector as base64 of its float32 numbers, least byte first: a third of the digits of a list of numbers. */
export function vectorToText(vector: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [i, value] of vector.entries()) bytes.setFloat32(i * 4, value, true);
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}

/** What {@link vectorToText} wrote; undefined for any other text. */
export function vectorFromText(text: string): Float32Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    if (bytes.length % 4 !== 0) return undefined;
    const view = new DataView(bytes.buffer);
    return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
  } catch {
    return undefined; // not base64
  }
}
