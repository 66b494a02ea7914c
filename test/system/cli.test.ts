import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readIndexFile } from '../../src/engine/workers/search/readIndexFile.js';
import { findChromium } from '../../tools/browser.mjs';
import { builtPackage, reactEmbeddings } from '../support/builtPackage.js';

// The commands as a user runs them, in Node's threads, with the bundled model.

const MODEL = ['--model', 'all-MiniLM-L6-v2', '--models', 'models'];
const NOTES = [
  { id: 1, title: 'Home', text: 'Buy oat milk and bread' },
  { id: 2, title: 'Health', text: 'Call the dentist about Thursday' },
  { id: 3, title: 'Bicycle', text: 'The brakes are worn' },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'react-embeddings-cli-'));
  await file('notes.jsonl', NOTES.map((note) => JSON.stringify(note)).join('\n'));
});

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const failing = (...words: string[]) =>
  reactEmbeddings(...words).then(
    () => expect.fail('It did not fail.'),
    (error: { code: number; stderr: string }) => error,
  );

describe('react-embeddings index', () => {
  test('writes items, words and vectors, and a browser gives the same vectors', async () => {
    process.env.CHROME_PATH ??= findChromium();
    const out = join(folder, 'made/here/notes.index');
    const { stdout } = await reactEmbeddings(
      ...[
        'index',
        join(folder, 'notes.jsonl'),
        '--out',
        out,
        '--field',
        'title=3',
        '--check',
        'always',
        ...MODEL,
      ],
    );
    expect(stdout).toMatch(/A browser gives the same vectors/);
    expect(stdout).toMatch(/3 items/);
    const content = await readIndexFile(await readFile(out));
    expect(content.items.map((item) => JSON.parse(item))).toEqual(NOTES);
    expect(content.vectors).toHaveLength(3 * 384);
    expect(content.words.terms).toContain('bicycle');
  });

  test('takes texts that are not ASCII, and equal ones without an id', async () => {
    process.env.CHROME_PATH ??= findChromium();
    const texts = ['Anna’s café – open', 'Straße nach Łódź', '犬が好き', 'Anna’s café – open'];
    const path = await file('words.jsonl', texts.map((text) => JSON.stringify(text)).join('\n'));
    const out = join(folder, 'words.index');
    const { stdout } = await reactEmbeddings('index', path, '--out', out, '--check', 'always', ...MODEL);
    expect(stdout).toMatch(/A browser gives the same vectors/);
    expect(stdout).toMatch(/4 items,/);
    expect((await readIndexFile(await readFile(out))).items).toHaveLength(4);
  });

  test('counts what it wrote, and names the lines that it left out', async () => {
    const items = [7, 8, 7].map((id, i) => ({ id, text: `Note ${i}` }));
    const path = await file('twins.jsonl', items.map((item) => JSON.stringify(item)).join('\n'));
    const out = join(folder, 'twins.index');
    const { stdout, stderr } = await reactEmbeddings(
      'index',
      path,
      '--out',
      out,
      '--check',
      'never',
      ...MODEL,
    );
    expect(stdout).toMatch(/2 items,/);
    expect(stderr).toMatch(/Left out: 1 items whose id a later one has:\s+line 1: "7"/);
  });

  test('knows before it embeds that there is no such model, or that it cannot be compared', async () => {
    const index = ['index', join(folder, 'notes.jsonl'), '--out', join(folder, 'none.index')];
    const unknown = await failing(...index, '--model', 'no-such-model');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/No model "no-such-model"/)]);
    const known = await failing(...index, '--model', 'gte-small', '--check', 'always');
    expect([known.code, known.stderr]).toEqual([2, expect.stringMatching(/--check always/)]);
  });

  test('says in a line that a file is not there, or cannot be written', async () => {
    const missing = await failing(
      'index',
      join(folder, 'none.jsonl'),
      '--out',
      join(folder, 'x.index'),
      ...MODEL,
    );
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/^Error: ENOENT.*\n$/)]);
  });

  test('says in a line that the file cannot be written, and leaves what is in its way', async () => {
    const inTheWay = await file('in-the-way', 'text');
    for (const [out, code] of [
      [join(inTheWay, 'x.index'), 'ENOTDIR|EEXIST'],
      [folder, 'EISDIR'],
    ] as const) {
      const path = join(folder, 'notes.jsonl');
      const error = await failing('index', path, '--out', out, '--check', 'never', ...MODEL);
      expect([error.code, error.stderr]).toEqual([
        1,
        expect.stringMatching(new RegExp(`^Error: (${code}).*\n$`)), // before anything is embedded
      ]);
    }
    expect(await readFile(inTheWay, 'utf8')).toBe('text');
  });

  test('warns of nothing where many texts wait at once', async () => {
    const lines = Array.from({ length: 700 }, (_, i) => JSON.stringify(`note number ${i}`));
    const path = await file('many.jsonl', lines.join('\n'));
    const out = join(folder, 'many.index');
    const { stderr } = await reactEmbeddings('index', path, '--out', out, '--check', 'never', ...MODEL);
    expect(stderr).not.toMatch(/warning/i);
  });

  test('writes nothing when a line is not an item, and names it', async () => {
    const path = await file('bad.jsonl', '{"text":"a"}\n\n{"text":');
    const out = join(folder, 'bad.index');
    const { code, stderr } = await failing('index', path, '--out', out, ...MODEL);
    expect([code, stderr.trim()]).toEqual([1, `Error: ${path}:3 is not JSON.`]);
    await expect(readFile(out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each([
    [['index'], /Give one file/],
    [['index', 'x'], /--out/],
    [['index', 'x', '--out', 'y', '--precision', 'bits'], /--precision is bits/],
    [['index', 'x', '--out', 'y', '--threads', 'many', ...MODEL], /--threads is many/],
    [['index', '--what'], /--what/],
    [['dance'], /no command "dance"/],
  ])('%j is told how it is used', async (words, message) => {
    const notes = join(folder, 'notes.jsonl');
    const { code, stderr } = await failing(...words.map((word) => (word === 'x' ? notes : word)));
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/npx react-embeddings/);
  });

  test('a model that is not there is an error in a line', async () => {
    const { code, stderr } = await failing(
      ...[
        'index',
        join(folder, 'notes.jsonl'),
        '--out',
        'x',
        '--model',
        'all-MiniLM-L6-v2',
        '--models',
        folder,
      ],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: There is no file:.*\.(json|onnx) /);
  });
});

describe('react-embeddings embed', () => {
  test('writes the vectors of texts in their order, as lines or as floats', async () => {
    const texts = await file('texts.json', JSON.stringify(['cat', 'kitten', 'share price']));
    for (const out of [join(folder, 'v.jsonl'), join(folder, 'v.f32')])
      await reactEmbeddings('embed', texts, '--out', out, ...MODEL);
    const lines = (await readFile(join(folder, 'v.jsonl'), 'utf8')).trim().split('\n');
    const vectors = lines.map((line) => Float32Array.from(JSON.parse(line) as number[]));
    const floats = new Float32Array(new Uint8Array(await readFile(join(folder, 'v.f32'))).buffer);
    expect(vectors.flatMap((vector) => [...vector])).toEqual([...floats]);
    const [cat, kitten, price] = vectors as [Float32Array, Float32Array, Float32Array];
    const cosine = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
    expect(cosine(cat, kitten)).toBeGreaterThan(cosine(cat, price) + 0.3);
  });
});

describe('what embed is to write over', () => {
  async function overOldFile(texts: number) {
    const to = await mkdtemp(join(folder, 'over-'));
    const out = join(to, 'v.jsonl');
    await writeFile(out, 'what was there');
    const lines = Array.from({ length: texts }, (_, i) => JSON.stringify(`text number ${i}`));
    const words = ['embed', await file(`${texts}.jsonl`, lines.join('\n')), '--out', out, ...MODEL];
    return { to, out, command: [`${builtPackage}/node/cli.js`, ...words] };
  }

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'stays when %s comes, and nothing else is left',
    async (signal) => {
      const { to, out, command } = await overOldFile(20_480);
      const child = spawn('node', command, { stdio: ['ignore', 'ignore', 'pipe'] });
      const ended = once(child, 'exit');
      let said = '';
      child.stderr.on('data', (text) => {
        if (said === '') child.kill(signal); // a tenth is embedded
        said += text;
      });
      expect(await ended).toEqual([1, null]);
      expect(said).toMatch(/ of 20480 texts(.*\n)+Error: It was stopped\.\n$/);
      expect(await readFile(out, 'utf8')).toBe('what was there');
      expect(await readdir(to)).toEqual(['v.jsonl']);
    },
  );

  test('stays when the disk is full', async () => {
    const { to, out, command } = await overOldFile(100);
    // No file may have more than 16 kB: writing fails as on a full disk.
    const child = spawn('bash', ['-c', 'trap "" XFSZ; ulimit -f 16; exec node "$@"', 'node', ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said).toMatch(/Error: EFBIG/);
    expect(await readFile(out, 'utf8')).toBe('what was there');
    expect(await readdir(to)).toEqual(['v.jsonl']);
  });
});

test('a reader that has enough ends a command without an error', async () => {
  const lines = Array.from({ length: 1_100 }, (_, i) => JSON.stringify(`text ${i}`));
  const path = await file('endless.jsonl', lines.join('\n'));
  const cli = `${builtPackage}/node/cli.js`;
  for (const words of [
    ['embed', path, '--out', '/dev/stdout', ...MODEL],
    ['evaluate', '--help'],
  ]) {
    // The reader has ended before the first vector comes.
    const child = spawn('bash', ['-c', 'set -o pipefail; node "$@" | true', 'bash', cli, ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said).not.toMatch(/Error/);
  }
});

test('a line that is not UTF-8 is named', async () => {
  const path = join(folder, 'latin.jsonl');
  await writeFile(path, Buffer.from('{"text":"tea"}\n{"text":"caf\xe9"}\n', 'latin1'));
  const out = join(folder, 'latin.out');
  const said = `Error: ${path}:2 is not UTF-8. Save the file as UTF-8.\n`;
  for (const words of [
    ['embed', path, '--out', out],
    ['index', path, '--out', out],
    ['evaluate', path, '--index', path],
  ])
    expect((await failing(...words, ...MODEL)).stderr).toBe(said);
});

describe('react-embeddings evaluate', () => {
  const QUERIES = [
    { query: 'my tooth hurts', relevant: [2] },
    { query: 'groceries', relevant: { 1: 2 } },
    { query: 'the atomic weight of helium', relevant: [] },
  ];
  const write = (queries: readonly object[]) =>
    file('queries.jsonl', queries.map((query) => JSON.stringify(query)).join('\n'));

  test('measures items and the index made of them alike, by words, by meaning and by both', async () => {
    const queries = await write(QUERIES);
    const notes = join(folder, 'notes.jsonl');
    const index = join(folder, 'evaluated.index');
    await reactEmbeddings(
      'index',
      notes,
      '--out',
      index,
      '--precision',
      'float32',
      '--check',
      'never',
      ...MODEL,
    );
    const run = async (source: string) =>
      JSON.parse((await reactEmbeddings('evaluate', queries, '--index', source, '--json', ...MODEL)).stdout);
    const measured = await run(index);
    expect(measured).toEqual(await run(notes));
    expect(measured).toMatchObject({
      queries: 3,
      rows: [
        { model: 'all-MiniLM-L6-v2', mode: 'lexical', hit1: 0, nothingHereRecall: 0 },
        { mode: 'semantic', hit1: 1, ndcg10: 1, mrr10: 1, answerable: 2, unanswerable: 1 },
        { mode: 'hybrid', hit1: 1 },
      ],
    });
  });

  test('prints a table', async () => {
    const queries = await write(QUERIES.slice(0, 2));
    const { stdout } = await reactEmbeddings(
      'evaluate',
      queries,
      '--index',
      join(folder, 'notes.jsonl'),
      ...MODEL,
    );
    expect(stdout).toMatch(/^\| model +\| mode +\| nDCG@10 \|/);
    expect(stdout).toMatch(/\| all-MiniLM-L6-v2 \| semantic \| 100\.0 .*\| - +\| 0\.0 /);
  });

  test('refuses a query whose answer is not in the index', async () => {
    const queries = await write([{ query: 'tooth', relevant: ['lost'] }]);
    const { code, stderr } = await failing(
      'evaluate',
      queries,
      '--index',
      join(folder, 'notes.jsonl'),
      ...MODEL,
    );
    expect([code, stderr.trim()]).toEqual([
      1,
      'Error: The index has no item with the id lost, which the queries name.',
    ]);
  });
});

test('--help tells of all commands, and of one', async () => {
  expect((await reactEmbeddings('--help')).stdout).toMatch(/ {2}index {2}.*\n {2}embed/);
  expect((await reactEmbeddings('index', '--help')).stdout).toMatch(/--out …/);
});
