export { stemmer } from '@orama/stemmers/spanish';
export { stopwords } from '@orama/stopwords/spanish';
export { spanish as commonWords } from '../commonWords.js';
