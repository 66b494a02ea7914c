/** @typedef {import('playwright').Page} Page */
/** @typedef {{ problems: string[], asked: string[] }} Visit `asked`: the addresses elsewhere that the page wanted */

/**
 * Opens a page that reaches no origin but its own, lets `use` use it, and tells what went wrong in it.
 * @param {Pick<import('playwright').Browser, 'newPage'>} browser or a context of one
 * @param {string} address
 * @param {(page: Page) => Promise<void>} use rejects when the page does not do what it should
 * @returns {Promise<Visit>}
 */
export async function visit(browser, address, use) {
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const asked = [];
  const { origin } = new URL(address);
  const isElsewhere = (/** @type {URL | string} */ url) =>
    /^(https?|wss?):/.test(String(url)) && new URL(url).origin !== origin;
  const page = await browser.newPage();
  await page.route(isElsewhere, (route) => route.abort());
  page.on('request', (request) => {
    if (isElsewhere(request.url())) asked.push(request.url());
  });
  page.on('console', (message) => {
    const { url } = message.location();
    const isExpected = url.endsWith('/favicon.ico') || (url !== '' && isElsewhere(url)); // no icon here; aborted above
    if (message.type() === 'error' && !isExpected) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  try {
    await page.goto(address);
    await use(page);
  } catch (error) {
    const shown = await page.locator('body').textContent();
    problems.push(`${error instanceof Error ? error.message : error}\n  It shows: ${shown}`);
  }
  await page.close();
  return { problems, asked };
}

/**
 * Types a query as a person would, and waits until what is expected is shown, in this order.
 * @param {Page} page
 * @param {{ label: string, query: string, expected: readonly string[] }} search the first hits
 */
export async function search(page, { label, query, expected }) {
  await page.getByRole('combobox', { name: label }).fill(query);
  await shows(page, expected);
}

/** @param {Page} page @param {readonly string[]} expected */
async function shows(page, expected) {
  for (const [i, hit] of expected.entries())
    await page.getByRole('option').nth(i).filter({ hasText: hit }).waitFor({ timeout: 60_000 });
}

/**
 * Looks whether a page shows what a server found: without scripts, and with them, when a person can search on.
 * @param {import('playwright').Browser} browser
 * @param {string} address
 * @param {{ label: string, expected: readonly string[] }} found the first hits
 * @param {{ query: string, expected: readonly string[] }} next what is searched then
 * @returns {Promise<string[]>} what is wrong
 */
export async function visitFound(browser, address, { label, expected }, next) {
  const problems = [];
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const visited = await visit(context, address, async (page) => {
      await shows(page, expected);
      if (javaScriptEnabled) await search(page, { label, ...next });
    });
    problems.push(...problemsAtHome(visited));
    await context.close();
  }
  return problems;
}

/** What is wrong with a visit that was to ask nothing of another origin. @param {Visit} visited */
export function problemsAtHome({ problems, asked }) {
  return [...problems, ...asked.map((url) => `it asked for ${url}`)];
}
