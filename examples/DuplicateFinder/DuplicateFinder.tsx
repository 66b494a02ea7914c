import { useState } from 'react';
import { cosineSimilarity, ModelStatus, useEmbeddings } from 'react-embeddings';
import './DuplicateFinder.css';

const TICKETS = [
  'The app crashes when I open a photo',
  'Please add a dark theme',
  'Opening a picture makes the app close',
  'I would like a night mode',
  'The invoice shows the wrong address',
  'Search does not find old messages',
  'It quits as soon as I look at an image',
];

/** Pairs of texts that say the same, most alike first. */
export function DuplicateFinder() {
  const [least, setLeast] = useState(0.5);
  const { data: vectors, error } = useEmbeddings(TICKETS);
  const pairs = (vectors ?? [])
    .flatMap((a, i) =>
      (vectors ?? []).slice(i + 1).map((b, j) => ({
        texts: [TICKETS[i], TICKETS[i + 1 + j]],
        alike: cosineSimilarity(a, b),
      })),
    )
    .filter(({ alike }) => alike >= least)
    .toSorted((a, b) => b.alike - a.alike);
  return (
    <section aria-label="Duplicates" className="duplicates">
      <ModelStatus />
      <label>
        At least {least.toFixed(2)} alike
        <input
          type="range"
          min={0.3}
          max={0.9}
          step={0.05}
          value={least}
          onChange={(event) => setLeast(Number(event.target.value))}
        />
      </label>
      {error && <p role="alert">{error.message}</p>}
      <ul>
        {pairs.map(({ texts, alike }) => (
          <li key={texts.join()}>
            <data value={alike}>{alike.toFixed(2)}</data>
            <span>{texts[0]}</span>
            <span>{texts[1]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
