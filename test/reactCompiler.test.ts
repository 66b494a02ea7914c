import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@babel/core';
import { expect, test } from 'vitest';

// Apps that use the React Compiler compile what stands in their own tree, and with some bundlers ours. It leaves out what breaks
// the rules of React, and says nothing: so everything that it could compile must compile.

interface Event {
  readonly kind: string;
  readonly detail?: { readonly reason?: string; readonly options?: { readonly reason?: string } };
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (file) => /^(hooks|components|plots|testing)\b.*\.tsx?$/.test(file) && !file.includes('.stories.'),
);

/** What the compiler says of a file. */
function eventsOf(file: string): readonly Event[] {
  const events: Event[] = [];
  const compiler = {
    target: '19',
    panicThreshold: 'none',
    logger: { logEvent: (_: string | null, event: Event) => events.push(event) },
  };
  transformSync(readFileSync(join('src', file), 'utf8'), {
    filename: file,
    babelrc: false,
    configFile: false,
    presets: ['@babel/preset-typescript'],
    plugins: ['@babel/plugin-syntax-jsx', ['babel-plugin-react-compiler', compiler]],
  });
  return events;
}

test('the React Compiler can compile every component and hook', { timeout: 120_000 }, () => {
  const events = files.flatMap((file) => eventsOf(file).map((event) => ({ ...event, file })));
  const refused = events.filter(({ kind }) => kind !== 'CompileSuccess');
  expect(refused.map(({ file, detail }) => `${file}: ${detail?.options?.reason ?? detail?.reason}`)).toEqual(
    [],
  );
  expect(events.length).toBeGreaterThan(50);
});
