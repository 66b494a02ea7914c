import { expect, test } from 'vitest';
import { inside } from '../../src/node/inside.js';

test('a path below a folder is told whole, also below the root of all', () => {
  expect(inside('/models', 'a/b.onnx')).toBe('/models/a/b.onnx');
  expect(inside('/', 'a/b.onnx')).toBe('/a/b.onnx');
});

test.each([
  ['/models', '../x'],
  ['/models', '/etc/x'],
  ['/models', '.'],
  ['/', '..'],
])('a path that leads out of %s is an error: %s', (folder, path) => {
  expect(() => inside(folder, path)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});
