import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a Chromium: CHROME_PATH, or one that is installed. */
export function findBrowser(): string | undefined {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'msedge',
    'chrome.exe',
  ];
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const applications = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  return [process.env.CHROME_PATH, ...onPath, ...applications].find((path) => path && existsSync(path));
}
