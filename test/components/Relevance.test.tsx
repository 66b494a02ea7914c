import { render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { expect, test } from 'vitest';
import { EmbedderProvider, Relevance, SemanticSearch } from '../../src/index.js';
import { searchStrings } from '../../src/strings/de.js';

test('a hit’s relevance is a word, and nothing where it is not known', () => {
  render(
    <StrictMode>
      <p>
        {(['high', 'medium', 'low'] as const).map((relevanceLevel) => (
          <Relevance key={relevanceLevel} hit={{ relevanceLevel }} className="mine" />
        ))}
        <Relevance hit={{}} />
      </p>
    </StrictMode>,
  );
  const words = document.querySelectorAll<HTMLElement>('[data-sem-part=relevance].mine');
  expect(Array.from(words, ({ textContent, dataset }) => [textContent, dataset.level])).toEqual([
    ['Close match', 'high'],
    ['Related', 'medium'],
    ['Distant', 'low'],
  ]);
});

test('in a search it speaks the language of its strings', () => {
  render(
    <StrictMode>
      <EmbedderProvider backends={['hash']}>
        <SemanticSearch.Root items={['a']} label="Suche" strings={searchStrings}>
          <Relevance hit={{ relevanceLevel: 'high' }} />
        </SemanticSearch.Root>
      </EmbedderProvider>
    </StrictMode>,
  );
  expect(screen.getByText('Passt gut')).toBeDefined();
});
