#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { EmbedError } from '../engine/index.js';
import { type Command, UsageError, usageOf } from './commands/command.js';
import { convertCommand } from './commands/convert.js';
import { doctorCommand } from './commands/doctor.js';
import { embedCommand } from './commands/embed.js';
import { evaluateCommand } from './commands/evaluate.js';
import { fetchCommand } from './commands/fetch.js';
import { indexCommand } from './commands/index.js';
import { inspectCommand } from './commands/inspect.js';
import { workCommand } from './commands/work.js';

// npx react-embeddings <command>: each command is a file in commands/.

const COMMANDS: Readonly<Record<string, Command>> = {
  index: indexCommand,
  embed: embedCommand,
  evaluate: evaluateCommand,
  work: workCommand,
  fetch: fetchCommand,
  inspect: inspectCommand,
  convert: convertCommand,
  doctor: doctorCommand,
};

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h') {
    console.log(overview());
    return 0;
  }
  const command = COMMANDS[name];
  if (!command) {
    console.error(`There is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usageOf(name, command));
    return 0;
  }
  const ended = new AbortController();
  setMaxListeners(0, ended.signal); // each text that waits listens
  process.once('SIGINT', () => ended.abort(new Error('It was stopped.')));
  process.once('SIGTERM', () => ended.abort(new Error('It was stopped.')));
  try {
    await command.run(args, ended.signal);
    return 0;
  } catch (error) {
    if (isEndOfReader(error)) return 0;
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usageOf(name, command)}`);
      return 2;
    }
    console.error(
      EmbedError.is(error) || ended.signal.aborted || isOfSystem(error)
        ? `Error: ${(error as Error).message}`
        : error,
    );
    return 1;
  }
}

/** A file that is not there, or cannot be written: its message says which. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** Whoever reads may end first: `npx react-embeddings … | head`. */
function isEndOfReader(error: unknown): boolean {
  return Object(error).code === 'EPIPE';
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { purpose }]) => `  ${name.padEnd(8)} ${purpose}`);
  return `npx react-embeddings <command>\n\n${lines.join('\n')}\n\n--help after a command tells its options.`;
}

process.stdout.on('error', (error) => process.exit(isEndOfReader(error) ? 0 : 1));

process.exitCode = await main(process.argv.slice(2));
