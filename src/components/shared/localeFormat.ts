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
export const localeFormat = (locale: string): LocaleFormat => ({
  number: numberIn(locale),
  size: sizeIn(locale),
  date: (time) => new Date(time).toLocaleDateString(locale, { dateStyle: 'medium' }),
  plural(count, forms) {
    const { [new Intl.PluralRules(locale).select(count)]: form }: Readonly<Record<string, string>> = forms;
    return form ?? forms.other;
  },
});

export const numberIn =
  (locale: string): LocaleFormat['number'] =>
  (value) =>
    value.toLocaleString(locale);

export const sizeIn =
  (locale: string): LocaleFormat['size'] =>
  (bytes) => {
    const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, 'gigabyte'] : [bytes / 1e6, 'megabyte'];
    const fractionDigits = value < 10 || bytes >= 1e9 ? 1 : 0;
    const text = value.toLocaleString(locale, {
      style: 'unit',
      unit,
      minimumFractionDigits: fractionDigits,
      maximumFractionDigits: fractionDigits,
    });
    return text.replace(/\s/g, '\u00a0'); // a number and its unit stay on one line
  };

/** How a duration is written, rounded so that it does not flicker: in minutes, in seconds, or `few` for 10 seconds or less. */
export interface DurationStrings {
  readonly minutes: (count: number) => string;
  readonly seconds: (count: number) => string;
  readonly few: string;
}

export function durationText(seconds: number, strings: DurationStrings): string {
  if (seconds >= 90) return strings.minutes(Math.round(seconds / 60));
  return seconds > 10 ? strings.seconds(Math.ceil(seconds / 10) * 10) : strings.few;
}
