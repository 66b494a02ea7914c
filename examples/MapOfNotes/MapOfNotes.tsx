import { useState } from 'react';
import { ModelStatus, useEmbeddings } from 'react-embeddings';
import { EmbeddingMap } from 'react-embeddings/plots';
import './MapOfNotes.css';

const NOTES = [
  { text: 'Sow tomatoes indoors in March', folder: 'Garden' },
  { text: 'Prune the apple tree before the buds open', folder: 'Garden' },
  { text: 'Water the basil in the evening', folder: 'Garden' },
  { text: 'Compost needs brown leaves as well', folder: 'Garden' },
  { text: 'Ask for a receipt at the hotel', folder: 'Trips' },
  { text: 'The night train to Vienna leaves at nine', folder: 'Trips' },
  { text: 'Passport is valid until June', folder: 'Trips' },
  { text: 'Pack the adapter for British sockets', folder: 'Trips' },
  { text: 'Stretch the calves after running', folder: 'Health' },
  { text: 'Dentist on the fourth at ten', folder: 'Health' },
  { text: 'Less coffee after lunch, better sleep', folder: 'Health' },
  { text: 'Swim twice a week', folder: 'Health' },
];

const texts = NOTES.map(({ text }) => text);
const folders = NOTES.map(({ folder }) => folder);

/** Notes as points, like ones close to each other. A line drawn around some lists them. */
export function MapOfNotes() {
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const { data: vectors, error } = useEmbeddings(texts);
  return (
    <div className="map-of-notes">
      <ModelStatus />
      {error && <p role="alert">{error.message}</p>}
      {vectors && (
        <EmbeddingMap vectors={vectors} texts={texts} groups={folders} label="Notes" onSelect={setChosen} />
      )}
      <ul aria-label="Chosen notes">
        {chosen.map((index) => (
          <li key={index}>{texts[index]}</li>
        ))}
      </ul>
    </div>
  );
}
