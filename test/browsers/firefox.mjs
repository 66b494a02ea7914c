import puppeteer from 'puppeteer-core';
import { findProgram } from '../../tools/find-program.mjs';
import { visitPage } from './visitPage.mjs';

/** Firefox, by WebDriver BiDi. @returns {Promise<import('./types.js').OpenBrowser>} */
export async function openFirefox() {
  const executablePath = process.env.FIREFOX_PATH ?? findProgram('firefox-esr', ['firefox-esr']);
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  const page = await browser.newPage();
  return {
    version: await browser.version(),
    isKeeping: true,
    visit: (address) => visitPage(page, address),
    close: () => browser.close(),
  };
}
