import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { describe, expect, test } from 'vitest';
import { englishModelManagerStrings } from '../../src/components/ModelManager/modelManagerStrings.js';
import { englishModelStatusStrings } from '../../src/components/ModelStatus/modelStatusStrings.js';
import { englishStrings } from '../../src/components/SemanticSearch/strings.js';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import { EmbedderProvider, ModelManager, ModelStatus, SemanticSearch } from '../../src/index.js';
import { englishPlotStrings } from '../../src/plots/plotStrings.js';
import * as german from '../../src/strings/de.js';
import * as spanish from '../../src/strings/es.js';
import * as french from '../../src/strings/fr.js';
import { workerOf } from '../support/scriptedWorker.js';

const LANGUAGES = { de: german, es: spanish, fr: french };
const NOTES = ['Buy milk', 'More milk', 'Call the dentist'];

/** All that is shown or named of a box in which nobody has been, that found something, and that found nothing. */
async function textsOf({
  searchStrings,
  modelStatusStrings,
  modelManagerStrings,
}: typeof german): Promise<string> {
  const { container, unmount } = render(
    <StrictMode>
      <EmbedderProvider backends={['hash']}>
        <SemanticSearch
          items={NOTES}
          label="Notes"
          worker={() => workerOf(createSearchApi())}
          debounceMs={0}
          strings={searchStrings}
        />
        <ModelStatus variant="full" strings={modelStatusStrings} />
        <ModelManager strings={modelManagerStrings} />
      </EmbedderProvider>
    </StrictMode>,
  );
  const seen: string[] = [];
  const user = userEvent.setup();
  const look = () => {
    const names = Array.from(container.querySelectorAll('[aria-label]'), (named) =>
      named.getAttribute('aria-label'),
    );
    seen.push(container.textContent ?? '', ...names.map(String));
  };
  look();
  await user.type(screen.getByRole('combobox'), 'milk');
  await screen.findByText(searchStrings.results(2, 2));
  look();
  await user.clear(screen.getByRole('combobox'));
  await user.type(screen.getByRole('combobox'), 'zebra');
  await screen.findByText(searchStrings.noResults('\u2068zebra\u2069').split('\n')[0] ?? '');
  look();
  unmount();
  return seen.join('\n');
}

/** English words that the box, the state of the model and the list of models show. */
const ENGLISH =
  /\b(results?|Nothing|Clear|Searching|closest|meaning|Turn on|Details of|stored|Try again|device)\b/;

/** Words that are the same in English. */
const SAME = ['de text'];

describe.for(Object.entries(LANGUAGES))('in %s', ([tag, strings]) => {
  test('the whole box, the state of the model and the list of models show no English', async () => {
    expect(await textsOf(strings)).not.toMatch(ENGLISH);
  });

  test('no text is left in English, and each has words', () => {
    const pairs = [
      [strings.searchStrings, englishStrings],
      [strings.modelStatusStrings, englishModelStatusStrings],
      [strings.modelManagerStrings, englishModelManagerStrings],
      [strings.plotStrings, englishPlotStrings],
    ] as const;
    for (const [own, english] of pairs) {
      expect(Object.keys(own).filter((name) => name !== 'relevance')).toEqual(Object.keys(english));
      for (const [name, text] of Object.entries<unknown>({ ...own }))
        if (typeof text === 'string' && !SAME.includes(`${tag} ${name}`) && name !== 'details')
          expect(text, name).not.toBe(
            Object.entries<unknown>({ ...english }).find(([key]) => key === name)?.[1],
          );
    }
  });

  test('a hit’s relevance has its words, which are no part of the box', () => {
    expect(Object.keys(strings.searchStrings.relevance ?? {})).toEqual(['high', 'medium', 'low']);
  });

  test('numbers are written as the language does, with its plurals', () => {
    const { results, indexing, askDownload } = strings.searchStrings;
    expect(results(12_345)).toContain(new Intl.NumberFormat(tag).format(12_345));
    expect(indexing({ done: 1, total: 2 })).toMatch(/1.*2/);
    expect(askDownload(9_300_000)).toContain(tag === 'fr' ? '9,3\u00a0Mo' : '9,3\u00a0MB');
  });
});

test('plurals follow the rules of the language: none is plural in German, and singular in French', () => {
  expect(german.searchStrings.indexing({ done: 0, total: 1 })).toBe('0 von 1 Text gelesen');
  expect(german.searchStrings.indexing({ done: 0, total: 2 })).toBe('0 von 2 Texten gelesen');
  expect(french.searchStrings.results(0, 0)).toBe('0 résultat');
  expect(french.searchStrings.results(2, 2)).toBe('2 résultats');
  expect(spanish.searchStrings.results(1, 1)).toBe('1 resultado');
});
