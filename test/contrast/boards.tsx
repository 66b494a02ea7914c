import { type ReactNode, useEffect, useState } from 'react';
import {
  createEmbedder,
  type EmbedderOptions,
  EmbedderProvider,
  Excerpt,
  Highlight,
  type InitialResult,
  ModelStatus,
  Relevance,
  SemanticSearch,
  type SemanticSearchProps,
} from 'react-embeddings';
import { EmbeddingMap, SimilarityHeatmap } from 'react-embeddings/plots';
import { down, never, scriptedLoad } from '../../.storybook/scripted.js';
import { notices } from '../../.storybook/texts.js';

// The states of the components whose contrast is measured. Every state that a person can see belongs on a board.

const TOTAL = 23_322_748;
const words: EmbedderOptions = { backends: ['hash'] };
const downloading = scriptedLoad((_, onProgress) => {
  onProgress({ phase: 'downloading', loaded: 9_300_000, total: TOTAL });
  return never;
});
const starting = scriptedLoad((_, onProgress) => {
  onProgress({ phase: 'starting', loaded: TOTAL, total: TOTAL });
  return never;
});
const refused = scriptedLoad(() => Promise.reject(down));
const fellBack = scriptedLoad(() => Promise.reject(down), { backends: ['cpu', 'hash'] });

type SearchProps = Pick<
  SemanticSearchProps<string>,
  'presentation' | 'hotkeys' | 'mode' | 'defaultQuery' | 'initialResult'
> & {
  readonly embedder?: EmbedderOptions;
  readonly items?: readonly string[];
};

function Search({ embedder: options = words, items = notices, ...props }: SearchProps): ReactNode {
  const [embedder] = useState(() => createEmbedder(options));
  return (
    <EmbedderProvider embedder={embedder}>
      <SemanticSearch
        items={items}
        label="Search the notices"
        placeholder="What would you like to know?"
        loadOn="mount"
        limit={6}
        isItemDisabled={(item) => item.startsWith('Goggles')}
        groupBy={(item) => (/machine|saw|lathe|Blades/.test(item) ? 'Machines' : 'House')}
        {...props}
      >
        {(hit) => <Row title={hit.item.slice(0, 24)}>{<Excerpt hit={hit} />}</Row>}
      </SemanticSearch>
    </EmbedderProvider>
  );
}

const Row = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <>
    <span data-sem-part="item-title">{title}</span>
    {children}
    <Relevance hit={{ relevanceLevel: 'medium' }} />
  </>
);

/** Found by meaning: of a long text the closest passage. */
const LONG = notices.join(' ');
const byMeaning: InitialResult<string> = {
  query: 'my finger bleeds',
  mode: 'hybrid',
  fusion: 'weighted-mean',
  hits: [
    { item: LONG, id: LONG, score: 1, matches: [], passage: { start: 327, end: 391 } },
    { item: notices[5] ?? '', id: notices[5] ?? '', score: 0.9, matches: [] },
  ],
};

function Status({
  options,
  variant,
}: {
  readonly options: EmbedderOptions;
  readonly variant: 'compact' | 'full';
}) {
  const [embedder] = useState(() => createEmbedder(options));
  useEffect(() => {
    embedder.load().catch(() => {}); // its state tells of it
  }, [embedder]);
  return (
    <EmbedderProvider embedder={embedder}>
      <ModelStatus variant={variant} />
    </EmbedderProvider>
  );
}

/** Ten groups of points in two lines; the last two are among the others. */
const POINTS = Array.from({ length: 10 }, (_, i) => ({ x: i % 5, y: Math.floor(i / 5) }));
const [HEIGHT, WIDTH, MARGIN] = [200, 638, 24];
const scale = (WIDTH - 2 * MARGIN) / 4;
const spots = POINTS.map(({ x, y }) => [MARGIN + x * scale, HEIGHT / 2 - (y - 0.5) * scale]);
const names = POINTS.map((_, i) => `Group ${i + 1}`);
const vectors = POINTS.map((_, i) =>
  Float32Array.from({ length: 3 }, (__, axis) => Math.cos(axis * 2 + i * 0.4)),
);

/** The states, by the board that shows them. */
export const BOARDS: Readonly<Record<string, () => ReactNode>> = {
  inline: () => (
    <>
      <Search />
      <Search
        embedder={downloading}
        defaultQuery="my finger bleeds"
        initialResult={byMeaning}
        items={[LONG]}
      />
    </>
  ),
  popover: () => <Search presentation="popover" hotkeys={['mod+k']} />,
  dialog: () => <Search presentation="dialog" hotkeys={['mod+k']} />,
  waiting: () => (
    <>
      <Search embedder={downloading} defaultQuery="saw" />
      <Search embedder={starting} defaultQuery="saw" />
      <Status options={downloading} variant="full" />
    </>
  ),
  notices: () => (
    <>
      <Search embedder={refused} mode="semantic" defaultQuery="noise" />
      <Search embedder={fellBack} defaultQuery="blades" />
      <Search defaultQuery="zebra" />
      <Search items={[]} />
      <Search hotkeys={['mod+k']} />
      <div data-sem-part="suggestions">
        {['Where do I get help?', 'Who cleans the lathe?'].map((text, i) => (
          <button key={text} type="button" data-sem-part="chip" aria-pressed={i > 0}>
            {text}
          </button>
        ))}
      </div>
    </>
  ),
  strips: () => <Search presentation="popover" embedder={fellBack} />,
  failed: () => <Search presentation="popover" embedder={refused} mode="semantic" />,
  model: () => (
    <>
      <Status options={refused} variant="full" />
      <Status options={fellBack} variant="full" />
      <Status options={words} variant="full" />
      <EmbedderProvider embedder={createEmbedder(words)}>
        <ModelStatus variant="full" />
      </EmbedderProvider>
      <p>
        <Highlight
          hit={{
            item: LONG,
            id: '',
            score: 1,
            matches: [[0, 7]],
            passage: { start: 327, end: 391 },
          }}
        />
      </p>
    </>
  ),
  plots: () => (
    <>
      <div data-spots={JSON.stringify(spots)}>
        <EmbeddingMap
          vectors={vectors}
          texts={names}
          groups={names}
          coordinates={Float32Array.from(POINTS.flatMap(({ x, y }) => [x, y]))}
          label="Ten groups"
          clusterNames={false}
          height={HEIGHT}
        />
      </div>
      <SimilarityHeatmap vectors={vectors.slice(0, 8)} texts={names.slice(0, 8)} label="How alike they are" />
    </>
  ),
};
