import { execFileSync } from 'node:child_process';

/** npm talks to nobody, asks nothing, and takes what it has. */
const NPM = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_prefer_offline: 'true',
  npm_config_yes: 'true',
};

/**
 * Runs a program, and gives what it prints.
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
export function run(program, args, cwd) {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...NPM },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1e8,
  });
}

/** What is wrong with an app when making or serving it threw this. @param {unknown} error */
export function cannotRun(error) {
  const { stdout = '', stderr = '' } = Object(error); // of a program, which says more than the error
  return [`it does not run: ${`${stdout}${stderr}`.slice(-4000) || error}`];
}
