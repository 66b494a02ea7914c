// How figures are written in the documents.

/** Two digits that count, or as many as stand before the point. @param {number | undefined} value */
export function figure(value) {
  if (value === undefined) return '';
  const digits = value >= 100 ? 0 : value >= 1 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString('en');
}

/** As the command prints a share: a dash where there was no such query. @param {number | null} share */
export function percent(share) {
  return share === null ? '-' : (100 * share).toFixed(1);
}

/** @param {number} megabytes */
export function size(megabytes) {
  const [value, unit] =
    megabytes >= 1e6
      ? [megabytes / 1e6, 'TB']
      : megabytes >= 1e3
        ? [megabytes / 1e3, 'GB']
        : [megabytes, 'MB'];
  return `${figure(value)} ${unit}`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 120) return `${figure(seconds)} s`;
  if (seconds < 7_200) return `${figure(seconds / 60)} min`;
  return seconds < 172_800 ? `${figure(seconds / 3_600)} h` : `${figure(seconds / 86_400)} days`;
}
