import { type MouseEvent, useState } from 'react';
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
const FIELDS = { title: { getText: ({ title }: Article) => title } };

/** Long articles: of each the passage that answers is shown, and below an article those that are close to it. */
export function HelpCenter() {
  const [open, setOpen] = useState<Article>();
  const { index } = useSearchIndex(ARTICLES, { getText: textOf, getId: idOf, fields: FIELDS });
  const { data: related = [] } = useSimilarItems(index, open?.id, { limit: 2 });
  const show = (article: Article) => (event: MouseEvent) => {
    event.preventDefault(); // an app with a router goes there instead
    setOpen(article);
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
