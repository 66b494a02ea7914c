import { expect, test } from 'vitest';
import { serve } from '../../../src/engine/rpc/server.js';
import type { Call, Reply } from '../../../src/engine/rpc/types.js';

type EchoMethods = { readonly echo: { readonly input: object; readonly output: object } };

test('a port is served once, however often its script runs', async () => {
  const { port1, port2 } = new MessageChannel();
  const replies: Reply[] = [];
  const answered = new Promise<void>((resolve) => {
    port2.onmessage = ({ data }: MessageEvent<Reply>) => {
      replies.push(data);
      if (data.type === 'return' && data.id === 2) resolve();
    };
  });
  for (let i = 0; i < 2; i += 1) serve<EchoMethods>(port1, { echo: async (input) => input });
  port1.start();
  for (const id of [1, 2])
    port2.postMessage({ type: 'call', id, method: 'echo', input: {} } satisfies Call<EchoMethods>);
  await answered;
  port2.close();
  expect(replies.map(({ type }) => type)).toEqual(['ready', 'return', 'return']);
});
