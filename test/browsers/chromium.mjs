import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { visitPage } from './visitPage.mjs';

/** @returns {Promise<import('./types.js').OpenBrowser>} */
export async function openChromium() {
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  const page = await (await browser.newContext()).newPage();
  return {
    version: `chromium/${browser.version()}`,
    isKeeping: true,
    visit: (address) => visitPage(page, address),
    close: () => browser.close(),
  };
}
