import texts from './calibrationTexts.json';

/**
 * English texts by which weights are rounded: glosses and examples of WordNet 3.0 (copyright 2006 by Princeton University, under
 * the WordNet 3.0 license), and passages of the Jargon File 4.4.7, which is in the public domain. models/make/calibration_texts.py
 * has chosen them.
 */
export const calibrationTexts: readonly string[] = texts;
