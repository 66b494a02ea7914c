/**
 * @template {string} K
 * @template A, B
 * @param {Record<K, A>} record
 * @param {(value: A) => B} change
 * @returns {Record<K, B>}
 */
export function mapValues(record, change) {
  return /** @type {Record<K, B>} */ (
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(/** @type {A} */ (value))]))
  );
}
