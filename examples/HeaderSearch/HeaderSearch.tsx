import { useState } from 'react';
import { Excerpt, Highlight, Relevance, SemanticSearch } from 'react-embeddings';
import './HeaderSearch.css';

interface Page {
  readonly url: string;
  readonly kind: 'Guides' | 'Answers';
  readonly minutes: number;
  readonly title: string;
  readonly text: string;
}

const PAGES: readonly Page[] = [
  {
    url: '#unlock',
    kind: 'Guides',
    minutes: 3,
    title: 'Unlock your account after too many tries',
    text: 'After five wrong passwords we lock the account for 15 minutes. You can wait, or open the link in the message that we have sent you.',
  },
  {
    url: '#reset',
    kind: 'Guides',
    minutes: 2,
    title: 'Reset a forgotten password',
    text: 'We send you a link with which you choose a new one; the old one stops working at once on every device.',
  },
  {
    url: '#passkey',
    kind: 'Guides',
    minutes: 5,
    title: 'Sign in with a passkey or security key',
    text: 'If your phone is lost, use one of the ten backup codes that you printed when you made the key.',
  },
  {
    url: '#address',
    kind: 'Guides',
    minutes: 4,
    title: 'Move to another email address',
    text: 'You need to open both mailboxes once. Nothing in your workspace changes.',
  },
  {
    url: '#invoice',
    kind: 'Guides',
    minutes: 3,
    title: 'Download an invoice',
    text: 'Every payment has one, as a PDF with the address of your company.',
  },
  {
    url: '#cookies',
    kind: 'Answers',
    minutes: 1,
    title: 'The login page keeps loading',
    text: 'Private windows and some blockers keep our cookie away. Allow it for this site, then load the page again.',
  },
  {
    url: '#code',
    kind: 'Answers',
    minutes: 1,
    title: 'No code by text message',
    text: 'Codes come within a minute. Without one, ask for a call, or use an app that makes codes.',
  },
  {
    url: '#export',
    kind: 'Answers',
    minutes: 2,
    title: 'Take your data with you',
    text: 'An export holds all documents as text files, and comments as one table.',
  },
];

/** A page with lines, or a bubble of speech. */
const SIGNS = {
  Guides: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  Answers: 'M4 5h16v11h-9l-4 4v-4H4z',
};

function Sign({ kind }: Pick<Page, 'kind'>) {
  return (
    <svg aria-hidden="true" data-sem-part="item-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor">
      <path d={SIGNS[kind]} strokeWidth="1.75" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}

/** A search in a site’s header. Its popover lies on the page, which never moves. */
export function HeaderSearch() {
  const [visited, setVisited] = useState<Page>();
  return (
    <div className="header-search">
      <header>
        <strong>Larkspur</strong>
        <SemanticSearch
          presentation="popover"
          items={PAGES}
          getId={({ url }) => url}
          getText={({ text }) => text}
          fields={{ title: { getText: ({ title }) => title } }}
          groupBy="kind"
          facets={['kind']}
          label="Search the help"
          placeholder="Search"
          hotkeys={['mod+k', '/']}
          autoHighlight
          limit={6}
          onSelect={({ item }) => setVisited(item)} // here an app goes to item.url
        >
          {(hit) => (
            <>
              <Sign kind={hit.item.kind} />
              <span data-sem-part="item-body">
                <span data-sem-part="item-title">
                  <Highlight hit={hit} field="title" />
                </span>
                <Excerpt hit={hit} maxLength={90} />
              </span>
              <span data-sem-part="item-end">
                <Relevance hit={hit} />
                <span data-sem-part="item-meta">{hit.item.minutes} min</span>
              </span>
            </>
          )}
        </SemanticSearch>
        <nav aria-label="Site">
          <a href="#pricing">Pricing</a>
          <a href="#help">Help</a>
        </nav>
      </header>
      <main>
        <h2>{visited ? visited.title : 'Plan work together'}</h2>
        <p>{visited ? visited.text : 'Boards, documents and time sheets in one place.'}</p>
      </main>
    </div>
  );
}
