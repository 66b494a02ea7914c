import { readFileSync, writeFileSync } from 'node:fs';

const COUNT = '/proc/sys/vm/nr_hugepages';
const COMPACT = '/proc/sys/vm/compact_memory';
const PAGE_MB = 2;

/**
 * Reserves memory in huge pages, as PostgreSQL's documentation advises for large servers (Linux Huge Pages): with pages of 4 kB,
 * much of a search's CPU time goes to finding them.
 * @param {number} mb
 * @returns {{ areThere: boolean, release: () => void }} none where this may not be done, or the memory is too divided
 */
export function reserveHugePages(mb) {
  const nothing = { areThere: false, release() {} };
  try {
    const before = readFileSync(COUNT, 'utf8');
    const wanted = Number(before) + Math.ceil(mb / PAGE_MB);
    writeFileSync(COMPACT, '1');
    writeFileSync(COUNT, String(wanted));
    const release = () => writeFileSync(COUNT, before);
    if (Number(readFileSync(COUNT, 'utf8')) >= wanted) return { areThere: true, release };
    release();
    return nothing;
  } catch {
    return nothing; // not root, or not Linux: the report says that there are none
  }
}
