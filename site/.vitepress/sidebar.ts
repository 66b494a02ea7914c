const page = (text: string, link: string) => ({ text, link: `/${link}` });

/** Every page of the guides, by what a reader is after. `test/system/docsSite.test.ts` holds it to docs/. */
export const sidebar = [
  {
    text: 'Start',
    items: [
      page('Overview', ''),
      page('First search', 'first-search'),
      page('Components', 'components'),
      page('Hooks', 'hooks'),
      page('Without React', 'engine'),
      page('Styling', 'styling'),
      page('Plots', 'plots'),
      page('Troubleshooting', 'troubleshooting'),
    ],
  },
  {
    text: 'Models',
    items: [
      page('Choosing a model', 'choosing-a-model'),
      page('Any other model', 'other-models'),
      page('The models', 'models'),
      page('Self-hosting', 'self-hosting'),
      page('Downloads and storage', 'downloads'),
      page('Offline and PWA', 'offline'),
      page('GPU', 'webgpu'),
    ],
  },
  {
    text: 'Ship',
    items: [
      page('Bundlers and browsers', 'bundlers'),
      page('Index at build time', 'build-time-index'),
      page('Next.js', 'next'),
      page('PostgreSQL', 'postgres'),
      page('Content-Security-Policy', 'csp'),
      page('Privacy', 'privacy'),
      page('Testing', 'testing'),
      page('Integrations', 'integrations'),
    ],
  },
  {
    text: 'Decide',
    items: [
      page('Comparison', 'comparison'),
      page('Benchmarks', 'benchmarks'),
      page('Numbers', 'numbers'),
      page('From transformers.js', 'from-transformers'),
      page('From LocalMode', 'from-localmode'),
    ],
  },
  {
    text: 'How it works',
    collapsed: true,
    items: [
      page('Architecture', 'architecture'),
      page('Ranking', 'ranking'),
      page('Workers', 'internals/workers'),
      page('Encoder', 'internals/encoder'),
      page('The GPU', 'internals/gpu'),
      page('Tokenizers', 'internals/tokenizers'),
      page('Search index', 'internals/search-index'),
      page('Search box', 'internals/search-box'),
      page('From a key press to a row', 'internals/key-to-row'),
      page('Adding a backend', 'internals/adding-a-backend'),
      page('Models outside the catalog', 'internals/model-rules'),
      page('Stored files', 'internals/model-files'),
      page('Index on a server', 'internals/server'),
      page('Node', 'internals/node'),
      page('Ownership', 'internals/ownership'),
      page('The format of an index file', 'index-file'),
      page('This site', 'internals/site'),
      page('Contributing', 'contributing'),
    ],
  },
];
