export { stemmer } from '@orama/stemmers/english';
export { stopwords } from '@orama/stopwords/english';
export { english as commonWords } from '../commonWords.js';
