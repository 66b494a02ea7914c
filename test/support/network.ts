import type { BrowserCommand } from 'vitest/node';

// What tests in a browser do about the network: requests of the page, of its frames and of its workers.

/** An answer to a request. */
export interface Answer {
  readonly status: number;
  /** In base64. */
  readonly body?: string;
}

const asked: string[] = [];

/** From now on requests for a URL, with `*` for what may differ, get this answer. */
const answer: BrowserCommand<[url: string, answer: Answer]> = async (
  { context },
  url,
  { status, body = '' },
) => {
  await context.route(url, (route) => {
    asked.push(route.request().url());
    const headers = { 'Access-Control-Allow-Origin': '*' };
    return route.fulfill({ status, headers, body: Buffer.from(body, 'base64') });
  });
};

/** From now on requests for a URL, with `*` for what may differ, get no answer; `false` ends that. */
const hang: BrowserCommand<[url: string, isHanging?: boolean]> = async (
  { context },
  url,
  isHanging = true,
) => {
  await context.unroute(url);
  if (isHanging) await context.route(url, (route) => void asked.push(route.request().url()));
};

/** The URLs that were asked for and got such an answer, since the last time. */
const askedFor: BrowserCommand<[]> = () => asked.splice(0);

export const network = { answer, askedFor, hang };

declare module 'vitest/browser' {
  interface BrowserCommands {
    answer(url: string, answer: Answer): Promise<void>;
    askedFor(): Promise<readonly string[]>;
    hang(url: string, isHanging?: boolean): Promise<void>;
  }
}
