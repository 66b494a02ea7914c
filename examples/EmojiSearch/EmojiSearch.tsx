import emojis from 'emojibase-data/en/compact.json';
import { useState } from 'react';
import { SemanticSearch } from 'react-embeddings';

/** Those that most people use, to be ready in seconds: people, animals, food. */
const EMOJIS = emojis.filter(({ group }) => group === 0 || group === 3 || group === 4);
type Emoji = (typeof EMOJIS)[number];

const textOf = ({ label, tags = [] }: Emoji) => `${label}: ${tags.join(', ')}`;

/** Emojis by what they say. Their vectors are kept for the next visit. */
export function EmojiSearch() {
  const [text, setText] = useState('');
  return (
    <>
      <SemanticSearch
        items={EMOJIS}
        getText={textOf}
        getId={({ hexcode }) => hexcode}
        persist="emojis"
        label="Emoji"
        placeholder="How do you feel?"
        limit={8}
        loadOn="mount"
        onSelect={({ item }) => setText(text + item.unicode)}
      >
        {({ item }) => (
          <>
            <span aria-hidden>{item.unicode}</span> {item.label}
          </>
        )}
      </SemanticSearch>
      <output aria-label="Chosen">{text}</output>
    </>
  );
}
