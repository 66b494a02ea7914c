import { useState } from 'react';
import { Highlight, SemanticSearch } from 'react-embeddings';

const FAQ = [
  { question: 'How do I change my password?', answer: 'Settings, Security, then “New password”.' },
  { question: 'Which cards do you take?', answer: 'All that carry the sign of Visa or Mastercard.' },
  { question: 'When will my parcel arrive?', answer: 'Within three working days after you have paid.' },
  { question: 'Can I send something back?', answer: 'Within thirty days, in the box it came in.' },
  { question: 'How do I delete my account?', answer: 'Settings, Account, then “Delete everything”.' },
  { question: 'Is there a discount for students?', answer: 'A fifth off, with a valid student card.' },
];

type Entry = (typeof FAQ)[number];
const textOf = ({ question, answer }: Entry) => `${question} ${answer}`;

/** Questions that were asked before. The one that is chosen shows its answer. */
export function Faq() {
  const [open, setOpen] = useState<Entry>();
  return (
    <>
      <SemanticSearch
        items={FAQ}
        getText={textOf}
        label="How can we help?"
        placeholder="Ask in your own words"
        limit={3}
        loadOn="mount"
        onSelect={({ item }) => setOpen(item)}
      >
        {(hit) => <Highlight hit={hit} text={hit.item.question} />}
      </SemanticSearch>
      {open && (
        <section aria-label="Answer">
          <h3>{open.question}</h3>
          <p>{open.answer}</p>
        </section>
      )}
    </>
  );
}
