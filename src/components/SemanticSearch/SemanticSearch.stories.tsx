import type { Meta, StoryObj } from '@storybook/react-vite';
import { useEffect, useState } from 'react';
import {
  createEmbedder,
  type EmbedderOptions,
  EmbedderProvider,
  Highlight,
  type InitialResult,
  type SearchMode,
  SemanticSearch,
} from 'react-embeddings';
import { expect, within } from 'storybook/test';
import { modelsUrl } from '../../../.storybook/modelsUrl.js';
import { bundled, down, never } from '../../../.storybook/scripted.js';
import { shows } from '../../../.storybook/shows.js';
import { foods, notices, skies, trips } from '../../../.storybook/texts.js';
import { lookUpWorkers, type ScriptedWorkers } from '../../../test/support/scriptedWorker.js';

interface StoryProps {
  readonly embedder: EmbedderOptions;
  readonly items?: readonly string[];
  readonly query?: string;
  readonly mode?: SearchMode;
  readonly groupBy?: (text: string) => string;
  readonly links?: boolean;
  readonly initialResult?: InitialResult<string>;
  /** Typed when there are hits of `query`. */
  readonly afterwards?: string;
}

/** A search over the notices, by an embedder that lives as long as the story. */
function Story({
  embedder: options,
  items = notices,
  query: initial = '',
  afterwards,
  mode = 'hybrid',
  ...props
}: StoryProps) {
  const [embedder] = useState(() => createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl, ...options }));
  const [query, setQuery] = useState(initial);
  useEffect(() => {
    if (afterwards === undefined) return;
    const observer = new MutationObserver(() => {
      if (document.querySelector('[data-sem-part=root][data-state=ready]')) setQuery(afterwards);
    });
    observer.observe(document.body, { subtree: true, attributes: true });
    return () => observer.disconnect();
  }, [afterwards]);
  return (
    <EmbedderProvider embedder={embedder}>
      <SemanticSearch
        items={items}
        label="Search the notices"
        placeholder="What would you like to know?"
        mode={mode}
        limit={5}
        loadOn="mount"
        query={query}
        onQueryChange={setQuery}
        {...(props.groupBy && { groupBy: props.groupBy })}
        initialResult={props.initialResult}
        listRole={props.links ? 'list' : 'listbox'}
      >
        {(hit) =>
          props.links ? (
            <a href={`#${notices.indexOf(hit.item)}`}>
              <Highlight hit={hit} />
            </a>
          ) : (
            <Highlight hit={hit} />
          )
        }
      </SemanticSearch>
    </EmbedderProvider>
  );
}

const meta = { title: 'SemanticSearch', component: Story } satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

const scripted = ({ worker }: ScriptedWorkers, options: EmbedderOptions = {}): EmbedderOptions => ({
  worker,
  backends: ['cpu'],
  ...options,
});

/** Nobody has typed yet. */
export const Empty: StoryOf = { args: { embedder: bundled }, play: shows(/Search the notices$/) };

/** Hits of the bundled model. None of them holds a word of the query. */
export const Results: StoryOf = {
  args: { embedder: bundled, query: 'I hurt my finger' },
  play: shows(/The 5 closest.*A splinter or a cut/s),
};

/** What a server found is there while the model is on its way. */
export const FoundByServer: StoryOf = {
  args: {
    embedder: scripted(lookUpWorkers({}, undefined, () => never)),
    query: 'I hurt my finger',
    initialResult: {
      query: 'I hurt my finger',
      mode: 'hybrid',
      fusion: 'weighted-mean',
      hits: notices
        .filter((text) => /splinter|blades/i.test(text))
        .map((item) => ({ item, id: item, score: 1, matches: [] })),
    },
  },
  play: shows(/A splinter or a cut/),
};

/** Hits by both: words that match are marked. */
export const WordsAndMeaning: StoryOf = {
  args: { embedder: bundled, query: 'sharp blades' },
  play: shows(/The 5 closest.*Blades and drill bits/s),
};

/** In a text that is too long for the model, the passage closest to the query is marked. */
export const LongText: StoryOf = {
  args: {
    query: 'plywood',
    mode: 'semantic',
    items: [[...notices, ...notices.slice(0, 4), ...notices.slice(0, 4)].join(' '), ...notices.slice(0, 2)],
    embedder: bundled,
  },
  play: shows(/The 3 closest/),
};

/** The weights are on their way for the first time. Words can be searched meanwhile. */
export const Downloading: StoryOf = {
  args: {
    query: 'band saw',
    embedder: scripted(
      lookUpWorkers({}, undefined, (_, onProgress) => {
        onProgress({ phase: 'downloading', loaded: 9_300_000, total: 23_322_748 });
        return never;
      }),
    ),
  },
  play: shows(/Preparing search by meaning, 9\.3\sMB of 23\sMB.*The band saw/s),
};

/** Nothing has come for five seconds. The button beside the bar is as wide as its word. */
export const WaitingForTheNetwork: StoryOf = {
  args: Downloading.args,
  play: async (played) => {
    await shows(/Waiting for the network/)(played);
    const bar = within(played.canvasElement).getByRole('progressbar');
    const button = within(played.canvasElement).getByRole('button', { name: 'Cancel' });
    await expect(button.offsetWidth).toBeLessThan(bar.offsetWidth / 3);
  },
};

/** The files are there; the runtime compiles. */
export const Starting: StoryOf = {
  args: {
    query: 'noise',
    embedder: scripted(
      lookUpWorkers({}, undefined, (_, onProgress) => {
        onProgress({ phase: 'starting', loaded: 23_322_748, total: 23_322_748 });
        return never;
      }),
    ),
  },
  play: shows(/Preparing search by meaning/),
};

/** The items get their vectors. */
export const ReadingTexts: StoryOf = {
  args: {
    query: 'noise',
    items: Array.from({ length: 240 }, (_, index) => `${notices[index % notices.length]} (${index + 1})`),
    embedder: scripted(
      lookUpWorkers({}, (inputs) => (inputs.some((input) => input.endsWith('(97)')) ? never : undefined)),
    ),
  },
  play: shows(/Reading \d+ of 240 texts/),
};

/** Hits of an earlier query stay, faded, while new ones come. */
export const Stale: StoryOf = {
  args: {
    mode: 'semantic',
    query: 'noise',
    afterwards: 'noise at night',
    embedder: scripted(
      lookUpWorkers({}, (inputs) => (inputs.includes('noise at night') ? never : undefined)),
    ),
  },
  play: shows(/Goggles are worn/),
};

/** Hits by groups, the group of the best hit first. */
export const Groups: StoryOf = {
  args: {
    embedder: bundled,
    query: 'I hurt my finger',
    groupBy: (text) => (/machine|saw|lathe|Blades/.test(text) ? 'Machines' : 'House'),
  },
  play: shows(/The 5 closest.*House.*A splinter or a cut.*Machines/s),
};

/** Rows that hold links are a list and no listbox: Tab goes through them. */
export const Links: StoryOf = {
  args: { embedder: bundled, query: 'I hurt my finger', links: true },
  play: shows(/The 5 closest.*A splinter or a cut/s),
};

/** The app has no items. */
export const NoItems: StoryOf = {
  args: { embedder: bundled, items: [] },
  play: shows(/There is nothing to search yet/),
};

/** The model cannot be loaded, and the app wants meaning alone. */
export const Failed: StoryOf = {
  args: {
    mode: 'semantic',
    query: 'noise',
    embedder: scripted(lookUpWorkers({}, undefined, () => Promise.reject(down))),
  },
  play: shows(/The search could not start.*Try again/s),
};

/** The model cannot be loaded, and the app allows no fallback. Words can be searched. */
export const WithoutModel: StoryOf = {
  args: { query: 'blades', embedder: scripted(lookUpWorkers({}, undefined, () => Promise.reject(down))) },
  play: shows(/Searching by words only.*Try again.*1 result.*Blades and drill bits/s),
};

/** The model cannot be loaded; the words are compared instead, and it says so. */
export const FellBack: StoryOf = {
  args: {
    query: 'blades',
    embedder: scripted(
      lookUpWorkers({}, undefined, () => Promise.reject(down)),
      { backends: ['cpu', 'hash'] },
    ),
  },
  play: shows(/Searching by words only.*Try again.*Blades and drill bits/s),
};

/** The hash backend, by choice. */
export const WordsOnly: StoryOf = {
  args: { query: 'first', embedder: { backends: ['hash'] } },
  play: shows(/Searching by words only.*2 results/s),
};

/** By words there may be nothing. By meaning there is always something closest. */
export const NothingFound: StoryOf = {
  args: { query: 'zebra', embedder: { backends: ['hash'] } },
  play: shows(/Nothing found for “.?zebra.?”/),
};

/** By meaning there is always something nearest, also to what no item is about. It says so. */
export const NothingClose: StoryOf = {
  args: {
    embedder: bundled,
    query: 'chess tournament Reykjavik',
    items: [...notices, ...foods, ...skies, ...trips],
  },
  play: shows(/Nothing closely matches “.?chess tournament Reykjavik.?”\.These are the nearest\./),
};
