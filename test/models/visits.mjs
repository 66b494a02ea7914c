// What happens to what is kept of models when pages come, go, and are killed. In Chromium.

import { median } from '../../tools/report.mjs';

/** @typedef {import('playwright').Page} Page */

/**
 * Ends a page at `moments` of a download; after each, the next visit must be right, and nothing half may pass for whole.
 * @param {Page} first
 * @param {number} moments
 */
export async function killedVisits(first, moments) {
  const context = first.context();
  const address = first.url();
  const visit = async () => {
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction(() => window.modelsBench);
    return page;
  };
  const expected = await first.evaluate(() => window.modelsBench.embed('/faults/none/0'));
  let wrong = 0;
  for (let moment = 0; moment < moments; moment++) {
    await first.evaluate(() => window.modelsBench.forget());
    const doomed = await visit();
    await doomed.evaluate((visit) => window.modelsBench.begin(`/faults/slow/${visit}`), moment);
    await doomed.waitForTimeout(Math.random() * 2_000);
    if (moment % 2 === 0) await doomed.close();
    else await crash(doomed);
    const next = await visit();
    const halves = await next.evaluate(() => window.modelsBench.halves());
    const vector = await next.evaluate(() => window.modelsBench.embed('/faults/none/1'));
    const isRight = halves.length === 0 && vector.every((value, i) => value === expected[i]);
    if (!isRight) wrong += 1;
    await next.close();
  }
  return wrong;
}

/**
 * Ends the process of a page, as a browser does that is out of memory.
 * @param {Page} page
 */
async function crash(page) {
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => {}); // it never arrives
  await crashed;
  await page.close();
}

/**
 * How long a person waits on a visit when the model is kept, and how many requests the page makes for it.
 * @param {Page} page
 * @param {number} visits
 */
export async function revisits(page, visits) {
  await page.evaluate(() => window.modelsBench.ready());
  const times = [];
  let requests = 0;
  page.on('request', (request) => {
    if (/\/models\/|huggingface/.test(request.url())) requests += 1;
  });
  for (let i = 0; i < visits; i++) {
    await page.reload();
    await page.waitForFunction(() => window.modelsBench);
    times.push((await page.evaluate(() => window.modelsBench.ready())).ms);
  }
  return { ms: median(times), requests };
}

/**
 * Without a network: a model that is kept works, and one that is not gives one error at once.
 * @param {() => Promise<Page>} openPage
 */
export async function offlineVisits(openPage) {
  const [kept, empty] = [await openPage(), await openPage()];
  for (const page of [kept, empty]) await page.evaluate(() => window.modelsBench.install());
  await kept.evaluate(() => window.modelsBench.ready());
  await empty.evaluate(() => window.modelsBench.embed('/faults/none/2')); // the worker's script, and another model
  for (const page of [kept, empty]) await page.context().setOffline(true);
  const works = await kept.evaluate(() => window.modelsBench.ready());
  const fails = await empty.evaluate(() => window.modelsBench.ready());
  for (const page of [kept, empty]) await page.context().close();
  return { works, fails };
}
