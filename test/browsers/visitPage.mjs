/** @typedef {import('./tour.js').Visit} Visit */

/**
 * Visits the page of test/browsers in a page of Playwright or of Puppeteer, which have this in common.
 * @param {{
 *   goto(address: string): Promise<unknown>,
 *   waitForFunction(isThere: () => unknown): Promise<unknown>,
 *   evaluate(visit: () => Promise<Visit>): Promise<Visit>,
 * }} page
 * @param {string} address
 */
export async function visitPage(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => window.visit);
  return page.evaluate(() => window.visit());
}
