import { type Language, toLanguage } from '../../ranking/language.js';
import { loadScript } from '../../utils/loadScript.js';
import { LANGUAGES } from './onDemand.js';

/** Loads the stemmer and the stop words of a language (a tag such as `en` or `pt-BR`); undefined where there are none. */
export async function loadLanguage(tag: string): Promise<Language | undefined> {
  const [name = ''] = tag.toLowerCase().split(/[-_]/);
  const load = Object.hasOwn(LANGUAGES, name) ? LANGUAGES[name as keyof typeof LANGUAGES] : undefined;
  return load && toLanguage(name, await loadScript(load));
}
