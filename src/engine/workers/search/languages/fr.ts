export { stemmer } from '@orama/stemmers/french';
export { stopwords } from '@orama/stopwords/french';
export { french as commonWords } from '../commonWords.js';
