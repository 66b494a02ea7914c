import emojis from 'emojibase-data/en/compact.json';
import { useState } from 'react';
import { SemanticSearch } from 'react-embeddings';
import './EmojiPicker.css';

/** Those that most people use, to be ready in seconds: people, animals, food. */
const EMOJIS = emojis.filter(({ group }) => group === 0 || group === 3 || group === 4);
type Emoji = (typeof EMOJIS)[number];

const textOf = ({ label, tags = [] }: Emoji) => `${label}: ${tags.join(', ')}`;

/** Emojis by what they say. The list stays open, for those who take several; their vectors are stored for the next visit. */
export function EmojiPicker() {
  const [text, setText] = useState('Well done ');
  return (
    <div className="emoji-picker">
      <output aria-label="Message">{text}</output>
      <SemanticSearch
        items={EMOJIS}
        getText={textOf}
        getId={({ hexcode }) => hexcode}
        persist="emojis"
        label="Emoji"
        hideLabel
        placeholder="How do you feel?"
        limit={8}
        loadOn="mount"
        autoHighlight
        closeOnSelect={false}
        onSelect={({ item }) => setText(text + item.unicode)}
      >
        {({ item }) => (
          <>
            <span aria-hidden data-sem-part="item-icon">
              {item.unicode}
            </span>
            <span data-sem-part="item-body">{item.label}</span>
          </>
        )}
      </SemanticSearch>
    </div>
  );
}
