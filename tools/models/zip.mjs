// Reads files out of a zip archive, such as a jar or a wheel.

import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * A file of an archive that is in memory, without ZIP64 and encryption.
 * @param {Buffer} zip
 * @param {string} name its path in the archive
 * @throws {Error} when it is not there
 */
export function readZipEntry(zip, name) {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error('this is no zip archive');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0 && zip.readUInt32LE(at) === ENTRY; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    const nameEnd = at + 46 + Number(nameLength);
    if (zip.toString('utf8', at + 46, nameEnd) === name) return readEntry(zip, at);
    at = nameEnd + Number(extraLength) + Number(commentLength);
  }
  throw new Error(`the archive has no ${name}`);
}

/**
 * @param {Buffer} zip
 * @param {number} at where the directory tells of the file
 */
function readEntry(zip, at) {
  const method = zip.readUInt16LE(at + 10);
  const size = zip.readUInt32LE(at + 20);
  const header = zip.readUInt32LE(at + 42);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const bytes = zip.subarray(start, start + size);
  if (method === 0) return bytes;
  if (method === 8) return inflateRawSync(bytes);
  throw new Error(`the archive is compressed by the method ${method}`);
}
