export { stemmer } from '@orama/stemmers/german';
export { stopwords } from '@orama/stopwords/german';
export { german as commonWords } from '../commonWords.js';
