import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from '../../tools/find-program.mjs';
import { answers, freePort } from '../../tools/ports.mjs';

const SCRIPT_MS = 120_000;
/** WebKitGTK's processes have no namespaces in a container, where there is one user anyway. */
const NO_SANDBOX = { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
/** Calls back with what a script of a page gives, or with why there is nothing. */
const RUN = (/** @type {string} */ script) => `const done = arguments[arguments.length - 1];
(async (given) => { ${script} })(arguments[0]).then(
  (value) => done({ value }),
  (error) => done({ error: String(error) }),
);`;
const VISIT = `while (!window.visit) await new Promise((resolve) => setTimeout(resolve, 50));
return window.visit();`;

/** @returns {Promise<import('./types.js').OpenBrowser>} */
export async function openWebKit() {
  const { version, goto, run, close } = await openWebKitWindow();
  return {
    version,
    isKeeping: false, // a driven window is a private one
    async visit(address) {
      await goto(address);
      return run(VISIT);
    },
    close,
  };
}

/**
 * @typedef {object} WebKitWindow
 * @property {string} version
 * @property {(address: string) => Promise<void>} goto
 * @property {(script: string, given?: unknown) => Promise<any>} run the body of an async function of the page, to which `given` is given
 * @property {() => Promise<void>} close
 */

/**
 * WebKit, in GTK's small browser, by WebDriver (W3C), on a screen of its own.
 * @returns {Promise<WebKitWindow>}
 */
export async function openWebKitWindow() {
  const driver = findProgram('WebKitWebDriver', ['webkit2gtk-driver']);
  const screen = await openScreen();
  const port = await freePort();
  const env = { ...process.env, ...NO_SANDBOX, DISPLAY: screen.display };
  const server = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}`;
  const close = () => {
    process.off('exit', close);
    server.kill();
    screen.close();
  };
  process.once('exit', close);
  try {
    await answers(`${address}/status`, server);
    const { sessionId, capabilities } = await call(`${address}/session`, {
      capabilities: { alwaysMatch: { browserName: 'MiniBrowser', timeouts: { script: SCRIPT_MS } } },
    });
    return openSession(`${address}/session/${sessionId}`, `webkitgtk/${capabilities.browserVersion}`, close);
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * @param {string} session its address
 * @param {string} version
 * @param {() => void} close
 * @returns {WebKitWindow}
 */
function openSession(session, version, close) {
  return {
    version,
    async goto(address) {
      await call(`${session}/url`, { url: address });
    },
    async run(script, given = null) {
      const { value, error } = await call(`${session}/execute/async`, { script: RUN(script), args: [given] });
      if (error) throw new Error(error);
      return value;
    },
    async close() {
      await fetch(session, { method: 'DELETE' }).finally(close);
    },
  };
}

/**
 * A command of WebDriver.
 * @param {string} address
 * @param {object} body
 */
async function call(address, body) {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** A screen in memory. */
async function openScreen() {
  const program = findProgram('Xvfb', ['xvfb']);
  const server = spawn(program, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const telling = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const ends = new Promise((_, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb has ended.')));
  });
  const [number] = await Promise.race([once(telling, 'data'), ends]); // as soon as it is ready
  return { display: `:${String(number).trim()}`, close: () => server.kill() };
}
