import { type MouseEvent, useRef, useState } from 'react';
import {
  Excerpt,
  Highlight,
  Relevance,
  SemanticSearch,
  useSearchIndex,
  useSimilarItems,
} from 'react-embeddings';
import { ARTICLES, type Article } from './articles.js';
import './HelpCenter.css';

const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const textOf = ({ text }: Article) => text;
const idOf = ({ id }: Article) => id;
const QUESTIONS = ['Somebody has left our team', 'I want my money back', 'I lost the phone with my key'];
const FIELDS = { title: { getText: ({ title }: Article) => title } };

/** Long articles: of each the passage that answers is shown, and below an article those that are close to it. */
export function HelpCenter() {
  const [open, setOpen] = useState<Article>();
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { index } = useSearchIndex(ARTICLES, { getText: textOf, getId: idOf, fields: FIELDS });
  const { data: related = [] } = useSimilarItems(index, open?.id, { limit: 2 });
  const show = (article: Article) => (event: MouseEvent) => {
    event.preventDefault(); // an app with a router goes there instead
    setOpen(article);
  };
  const ask = (question: string) => {
    setQuery(question);
    field.current?.focus(); // the button is about to go
  };
  return (
    <div className="help-center">
      <h2>How can we help?</h2>
      <SemanticSearch
        index={index}
        label="Search the articles"
        hideLabel
        placeholder="Ask in your own words"
        listRole="list"
        limit={4}
        loadOn="mount"
        query={query}
        onQueryChange={setQuery}
        inputRef={field}
      >
        {(hit) => (
          <>
            <span data-sem-part="item-trail">
              {hit.item.trail.join(' › ')} <Relevance hit={hit} />
            </span>
            <a href={`#${hit.item.id}`} onClick={show(hit.item)}>
              <Highlight hit={hit} field="title" />
            </a>
            <Excerpt hit={hit} maxLength={180} />
            <span data-sem-part="item-meta">Updated {DATE.format(new Date(hit.item.updated))}</span>
          </>
        )}
      </SemanticSearch>
      {query === '' && (
        <div data-sem-part="suggestions">
          {QUESTIONS.map((question) => (
            <button key={question} type="button" data-sem-part="chip" onClick={() => ask(question)}>
              {question}
            </button>
          ))}
        </div>
      )}
      {open && (
        <article aria-label={open.title}>
          <h3>{open.title}</h3>
          <p>{open.text}</p>
          <h4>Related</h4>
          <ul>
            {related.map(({ item }) => (
              <li key={item.id}>
                <a href={`#${item.id}`} onClick={show(item)}>
                  {item.title}
                </a>
              </li>
            ))}
          </ul>
        </article>
      )}
    </div>
  );
}
