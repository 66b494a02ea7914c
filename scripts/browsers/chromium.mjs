import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../browser.mjs';

/** @returns {Promise<import('./types.js').OpenBrowser>} */
export async function openChromium() {
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  const page = await (await browser.newContext()).newPage();
  return {
    version: `chromium/${browser.version()}`,
    isKeeping: true,
    async visit(address) {
      await page.goto(address);
      await page.waitForFunction(() => window.visit);
      return page.evaluate(() => window.visit());
    },
    close: () => browser.close(),
  };
}
