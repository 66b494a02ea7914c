import { describe, expect, test } from 'vitest';
import { hasSameData } from '../../../src/hooks/queries/sameData.js';

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

describe('is the same', () => {
  test.each<[string, unknown, unknown]>([
    ['plain data', { name: 'cat', legs: [4] }, { name: 'cat', legs: [4] }],
    ['a date', { at: new Date(7) }, { at: new Date(7) }],
    ['a date that is none', new Date(Number.NaN), new Date(Number.NaN)],
    ['a map', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
    ['a set', new Set([1, 2]), new Set([1, 2])],
    ['a typed array', Float32Array.of(1, Number.NaN), Float32Array.of(1, Number.NaN)],
    ['an element', <b key="a">cat</b>, <b key="a">cat</b>],
    ['functions, which cannot be compared', { run: () => 1 }, { run: () => 2 }],
    ['instances of classes, which cannot be either', new Money(1), new Money(2)],
  ])('%s', (_, a, b) => {
    expect(hasSameData(a, b)).toBe(true);
  });
});

describe('differs', () => {
  test.each<[string, unknown, unknown]>([
    ['a number', { legs: 4 }, { legs: 3 }],
    ['a key', { a: 1 }, { b: 1 }],
    ['a date', { at: new Date(7) }, { at: new Date(8) }],
    ['a map', new Map([['a', 1]]), new Map([['a', 2]])],
    ['a set', new Set([1]), new Set([2])],
    ['a typed array', Uint8Array.of(1), Uint8Array.of(2)],
    ['what an element shows', <b key="a">cat</b>, <b key="a">dog</b>],
    ['a date and a text', new Date(7), '7'],
    ['a list and an object', [1], { 0: 1 }],
  ])('%s', (_, a, b) => {
    expect(hasSameData(a, b)).toBe(false);
  });
});
