import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { FinalAnswer, fetchAlive } from '../../../src/engine/utils/stallWatch.js';

// A real server that stands still.

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers with these, one after the other; the last goes on. */
async function serve(...answers: RequestListener[]): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const made = createServer((request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    answer?.(request, response);
  }).listen(0, '127.0.0.1');
  server = made;
  await once(made, 'listening');
  return { url: `http://127.0.0.1:${(made.address() as AddressInfo).port}/file`, asked: () => asked };
}

const whole: RequestListener = (_, response) => void response.end('all of it');
const silent: RequestListener = () => {};
const half: RequestListener = (_, response) => void response.write('half of it');
const brokenOff: RequestListener = (_, response) => void response.write('half', () => response.destroy());
/** How long nothing may come, in milliseconds: longer than a busy machine stands still. */
const PAUSE_MS = 1_000;
/** In pieces that come soon one after the other, and in all take longer than a pause may. */
const slow: RequestListener = (_, response) => {
  const send = (left: number): void => {
    if (left === 0) return void response.end();
    response.write('piece ');
    setTimeout(send, PAUSE_MS / 10, left - 1);
  };
  send(12);
};

const text = (response: Response) => response.text();

describe('a file', () => {
  test.each([
    ['never comes', silent],
    ['stands still after a half', half],
    ['breaks off', brokenOff],
  ])('that %s is asked for again', async (_, answer) => {
    const { url, asked } = await serve(answer, whole);
    await expect(fetchAlive(url, text, PAUSE_MS)).resolves.toBe('all of it');
    expect(asked()).toBe(2);
  });

  test('that comes slowly is waited for', async () => {
    const { url, asked } = await serve(slow);
    await expect(fetchAlive(url, text, PAUSE_MS)).resolves.toBe('piece '.repeat(12));
    expect(asked()).toBe(1);
  });

  test('that nothing comes of is an error after three more attempts', async () => {
    const { url, asked } = await serve(silent);
    await expect(fetchAlive(url, text, PAUSE_MS / 2)).rejects.toThrow('nothing came for 0.5 s');
    expect(asked()).toBe(4);
  });

  test('whose answer no retry can change is asked for once', async () => {
    const { url, asked } = await serve(whole);
    const refuse = async () => {
      throw new FinalAnswer('status 404');
    };
    await expect(fetchAlive(url, refuse, PAUSE_MS)).rejects.toThrow('status 404');
    expect(asked()).toBe(1);
  });
});
