import { readdirSync, readFileSync } from 'node:fs';

/** A fenced sample of TypeScript in a document. */
export interface Sample {
  /** The document, and which of its samples: `README.md#1` is the first. */
  readonly id: string;
  readonly language: 'ts' | 'tsx';
  /** What it takes for granted: a comment before it says so, `<!-- given: declare const notes: …; -->`. */
  readonly given: string;
  readonly code: string;
}

const SAMPLE = /(?:<!-- given:(.*?)-->\s*)?^```(tsx?)\n(.*?)^```/gms;

/** All samples of README.md and the guides. */
export function readSamples(): readonly Sample[] {
  const guides = readdirSync('docs', { encoding: 'utf8', recursive: true }).filter((name) =>
    name.endsWith('.md'),
  );
  const documents = ['README.md', ...guides.map((name) => `docs/${name}`)];
  return documents.flatMap((document) =>
    Array.from(readFileSync(document, 'utf8').matchAll(SAMPLE), ([, given = '', language, code = ''], i) => ({
      ...{ id: `${document}#${i + 1}`, given, code },
      language: language === 'tsx' ? 'tsx' : 'ts',
    })),
  );
}
