import { useEffect, useState } from 'react';
import { useSearchIndex, useSimilarItems } from 'react-embeddings';
import './RelatedNotes.css';

const NOTES = [
  'Sow tomatoes indoors in March',
  'The night train to Vienna leaves at nine',
  'Stretch the calves after running',
  'Water the basil in the evening',
  'Pack the adapter for British sockets',
  'Less coffee after lunch, better sleep',
  'Compost needs brown leaves as well',
  'Ask for a receipt at the hotel',
  'Swim twice a week',
];

/** Notes, and beside the one that is open those that are close to it in meaning. */
export function RelatedNotes() {
  const [open, setOpen] = useState(NOTES[0] ?? '');
  const { index } = useSearchIndex(NOTES, {});
  const { data: related = [], error } = useSimilarItems(index, open, { limit: 3 });
  useEffect(() => {
    index?.build().catch(() => {}); // the error of useSimilarItems tells of it
  }, [index]);
  return (
    <div className="related">
      <ul aria-label="Notes">
        {NOTES.map((note) => (
          <li key={note}>
            <button type="button" aria-pressed={note === open} onClick={() => setOpen(note)}>
              {note}
            </button>
          </li>
        ))}
      </ul>
      <section aria-label="Related notes">
        <h3>{open}</h3>
        <p>Related</p>
        {error && <p role="alert">{error.message}</p>}
        <ol>
          {related.map(({ item }) => (
            <li key={item}>{item}</li>
          ))}
        </ol>
      </section>
    </div>
  );
}
