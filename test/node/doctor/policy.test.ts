import { describe, expect, test } from 'vitest';
import { allows, allowsWasm, readPolicies } from '../../../src/node/doctor/policy.js';

const PAGE = new URL('https://app.example/search');
const WORKER = new URL('https://app.example/assets/worker.js');
const FILE = new URL('https://files.example/models/a.onnx');

describe('a Content-Security-Policy', () => {
  test.each([
    [null, true],
    ["worker-src 'self'", true],
    ["worker-src 'none'; script-src 'self'", false],
    ["child-src 'self'; script-src 'none'", true],
    ["script-src 'self'", true],
    ["default-src 'none'", false],
    ["script-src 'nonce-abc'", false],
    ["script-src 'nonce-abc' 'strict-dynamic'", true],
    ["worker-src 'self', default-src 'none'", false],
    ["WORKER-SRC 'self'", true],
    ["worker-src 'none'; worker-src 'self'", false],
    ["img-src 'none'", true],
  ])('%j: a worker of the page may be started: %s', (header, expected) => {
    expect(allows(readPolicies(header), 'worker-src', WORKER, PAGE)).toBe(expected);
  });

  test.each([
    ["connect-src 'self'", false],
    ['connect-src *', true],
    ['connect-src https:', true],
    ['connect-src http:', true],
    ['connect-src files.example', true],
    ['connect-src *.example', true],
    ['connect-src *.files.example', false],
    ['connect-src https://files.example:8443', false],
    ['connect-src https://files.example:443', true],
    ['connect-src https://files.example/models/', true],
    ['connect-src https://files.example/models', false],
    ["default-src 'self'", false],
    ["script-src 'none'", true],
  ])('%j: a file of another origin may be fetched: %s', (header, expected) => {
    expect(allows(readPolicies(header), 'connect-src', FILE, PAGE)).toBe(expected);
  });

  test.each([
    [null, true],
    ["script-src 'self'", false],
    ["default-src 'self'", false],
    ["script-src 'self' 'wasm-unsafe-eval'", true],
    ["default-src 'self'; script-src 'unsafe-eval'", true],
    ["worker-src 'none'", true],
  ])('%j: wasm may be compiled: %s', (header, expected) => {
    expect(allowsWasm(readPolicies(header))).toBe(expected);
  });
});
