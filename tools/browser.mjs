// Finds a Chromium, or installs one, or says how.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { installFromDebian, pathsOf } from './debian.mjs';

/** Quiet and closed: a browser that speaks to nobody but the page under test. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium: CHROME_PATH, Playwright's own, the system's, or one that is installed now. */
export function findChromium() {
  const found = installedChromium();
  if (found) return found;
  for (const install of [installPackage, installFromPlaywright]) {
    try {
      install();
    } catch (error) {
      console.error(`${install.name}: ${error instanceof Error ? error.message : error}`);
    }
    const installed = installedChromium();
    if (installed) return installed;
  }
  throw new Error(
    'No Chromium was found or could be installed. Install Chrome or Chromium, or set CHROME_PATH to one.',
  );
}

function installedChromium() {
  return [process.env.CHROME_PATH, chromium.executablePath(), ...pathsOf(NAMES), ...APPLICATIONS].find(
    (path) => path && existsSync(path),
  );
}

function installPackage() {
  installFromDebian(['chromium']);
}

function installFromPlaywright() {
  console.error('Installing Chromium with Playwright …');
  execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
