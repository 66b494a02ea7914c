import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readZipEntry } from '../../tools/models/zip.mjs';

/** An archive with one deflated file, as the format's specification (APPNOTE.TXT) has it. */
function zipOf(name: string, content: string, method = 8): Buffer {
  const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
  const local = Buffer.alloc(30 + name.length);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  local.write(name, 30);
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt16LE(name.length, 28);
  entry.write(name, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + data.length, 16);
  return Buffer.concat([local, data, entry, end]);
}

describe('readZipEntry', () => {
  test.each([
    ['deflated', 8],
    ['stored', 0],
  ])('reads a file that is %s', (_, method) => {
    expect(readZipEntry(zipOf('a/model.onnx', 'weights', method), 'a/model.onnx').toString()).toBe('weights');
  });

  test('says which file is not there, and what is no archive', () => {
    expect(() => readZipEntry(zipOf('a', ''), 'b')).toThrow('the archive has no b');
    expect(() => readZipEntry(Buffer.from('<html>'), 'b')).toThrow('this is no zip archive');
  });
});
