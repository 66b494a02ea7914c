// The words of each language, in a file of its own beside the worker: what ../embedding/onDemand.ts says holds here, too. Keys are
// ISO 639 codes.

import type { LanguageModule } from '../../ranking/language.js';
import { loadScript } from '../../utils/loadScript.js';

/** Queries about anything, see ranking/relevance.ts. */
export const loadCalibrationQueries = () => loadScript(() => import('./calibrationQueries.js'));

export const LANGUAGES: Readonly<Record<string, () => Promise<LanguageModule>>> = {
  ar: () => import('./languages/ar.js'),
  bg: () => import('./languages/bg.js'),
  da: () => import('./languages/da.js'),
  de: () => import('./languages/de.js'),
  el: () => import('./languages/el.js'),
  en: () => import('./languages/en.js'),
  es: () => import('./languages/es.js'),
  fi: () => import('./languages/fi.js'),
  fr: () => import('./languages/fr.js'),
  ga: () => import('./languages/ga.js'),
  hi: () => import('./languages/hi.js'),
  hu: () => import('./languages/hu.js'),
  hy: () => import('./languages/hy.js'),
  id: () => import('./languages/id.js'),
  it: () => import('./languages/it.js'),
  lt: () => import('./languages/lt.js'),
  ne: () => import('./languages/ne.js'),
  nl: () => import('./languages/nl.js'),
  no: () => import('./languages/no.js'),
  pt: () => import('./languages/pt.js'),
  ro: () => import('./languages/ro.js'),
  ru: () => import('./languages/ru.js'),
  sr: () => import('./languages/sr.js'),
  sv: () => import('./languages/sv.js'),
  ta: () => import('./languages/ta.js'),
  tr: () => import('./languages/tr.js'),
  uk: () => import('./languages/uk.js'),
  nb: () => import('./languages/no.js'),
  nn: () => import('./languages/no.js'),
};
