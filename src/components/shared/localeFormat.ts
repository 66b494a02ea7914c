/** How numbers are written in a language. */
export interface LocaleFormat {
  readonly number: (value: number) => string;
  /** A number of bytes, in megabytes; from a billion on in gigabytes. */
  readonly size: (bytes: number) => string;
  readonly date: (time: number | Date) => string;
  /** The form of a word beside a number: those of the language, such as `one` and `other`. */
  readonly plural: <F extends { readonly other: string }>(count: number, forms: F) => string;
}

/** Writes numbers as people of a language do. @param locale A tag (BCP 47). */
export function localeFormat(locale: string): LocaleFormat {
  const number = new Intl.NumberFormat(locale);
  const rules = new Intl.PluralRules(locale);
  const sizeIn = (unit: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const [small, large, giga] = [sizeIn('megabyte', 1), sizeIn('megabyte', 0), sizeIn('gigabyte', 1)];
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return {
    number: (value) => number.format(value),
    size(bytes) {
      const text =
        bytes >= 1e9 ? giga.format(bytes / 1e9) : (bytes < 1e7 ? small : large).format(bytes / 1e6);
      return text.replaceAll(/\s/g, '\u00a0'); // a number and its unit stay on one line
    },
    date: (time) => date.format(time),
    plural(count, forms) {
      const form: string | undefined = (forms as Readonly<Record<string, string>>)[rules.select(count)];
      return form ?? forms.other;
    },
  };
}

/** How long something takes, rounded so that it does not flicker: `about` gets a number of minutes or seconds. */
export interface DurationWords {
  readonly minutes: (count: number) => string;
  readonly seconds: (count: number) => string;
  readonly few: string;
}

export function durationText(seconds: number, words: DurationWords): string {
  if (seconds >= 90) return words.minutes(Math.round(seconds / 60));
  return seconds > 10 ? words.seconds(Math.ceil(seconds / 10) * 10) : words.few;
}
