import type { Visit } from './tour.js';

/** A browser with one window, whose profile is new. */
export interface OpenBrowser {
  readonly version: string;
  /** Whether it keeps files from one visit to the next: a private window does not. */
  readonly isKeeping: boolean;
  /** Opens the page of test/browsers, anew if it is there already, and lets it do all that a visit does. */
  visit(address: string): Promise<Visit>;
  close(): Promise<void>;
}
