import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { type Hub, startHub } from '../../tools/models/hub-server.mjs';
import { freePort } from '../../tools/ports.mjs';

// <EmbedderProvider> without options, in Chromium: the Hub's own files, over HTTPS and through its redirect, from a stand-in.
const WEIGHTS =
  'Xenova/bge-small-en-v1.5/resolve/ea104dacec62c0de699686887e3f920caeb4f3e3/onnx/model_quantized.onnx';
const isFetched = existsSync('models/Xenova/bge-small-en-v1.5/onnx/model_quantized.onnx');
const app = { root: 'bench/first-hit', configFile: 'bench/vite.config.ts', logLevel: 'warn' } as const;

describe.skipIf(!isFetched)('the default model', () => {
  let hub: Hub;
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    hub = await startHub();
    await build(app);
    server = await preview({ ...app, preview: { host: '127.0.0.1', port: await freePort() } });
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [...CHROMIUM_FLAGS, ...hub.flags],
    });
    page = await (await browser.newContext()).newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await hub?.close();
  });
  beforeEach(() => void hub.log.splice(0));

  /** Searches, and waits until this is the best hit by meaning. */
  async function find(query: string, hit: string): Promise<void> {
    await page.goto(String(server.resolvedUrls?.local[0]));
    await page.getByRole('combobox').fill(query);
    const best = page.locator('[data-mode="hybrid"] [role="option"]:first-child', { hasText: hit });
    await best.waitFor({ timeout: 120_000 });
  }

  test('is downloaded on the first visit, and finds what shares no word with the query', async () => {
    await find('how do I get my money back', 'Refunds are paid within five days');
    expect(hub.log).toContain(`GET huggingface.co/${WEIGHTS}`);
    expect(hub.log).toContain(`GET cas-bridge.xethub.hf.co/${WEIGHTS}`);
  });

  test('is there on the second visit, without a request to the Hub', async () => {
    await find('where does the cat rest', 'A kitten sleeps on the warm roof of the car');
    expect(hub.log).toEqual([]);
  });
});
