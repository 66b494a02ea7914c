// The charts of docs/benchmarks.md, out of the run of record of `npm run bench`: bars from zero, whoever wins.

/** @typedef {import('./run-tables.mjs').Run} Run */
/** @typedef {{ name: string, value: number, isOurs: boolean }} Bar */
/** @typedef {{ title: string, groups: readonly { name: string, bars: readonly Bar[] }[] }} Chart */

const [WIDTH, LEFT, RIGHT, ROW, GAP, HEAD] = [720, 230, 70, 22, 14, 34];
const OURS = 'react-embeddings';

const theirs = (/** @type {string} */ name, /** @type {number} */ value) => ({ name, value, isOurs: false });
const ours = (/** @type {number} */ value, name = OURS) => ({ name, value, isOurs: true });

/** By file name. @type {Readonly<Record<string, (run: Run) => Chart>>} */
const CHARTS = {
  'benchmarks-first-hit': ({ first_hit_ms: hits }) => ({
    title: 'Page opened to first hit by meaning, milliseconds',
    groups: [
      ['first visit, 20 Mbit/s and 40 ms', 'cold'],
      ['the same, both with the weights in 4 bits', 'cold_q4'],
      ['later visit', 'revisit'],
      ['later visit, processor throttled 4 times', 'throttled'],
    ]
      .filter(([, kind = '']) => kind in hits.ours)
      .map(([name = '', kind = '']) => ({
        name,
        bars: [theirs('transformers.js', hits.theirs[kind]), ours(hits.ours[kind])],
      })),
  }),
  'benchmarks-indexing': ({ indexing_ms: { transformers, ours: one, two } }) => ({
    title: '96 texts of 4 to 381 tokens, milliseconds',
    groups: [
      {
        name: '',
        bars: [
          theirs('transformers.js, one call', transformers.mixed96_one_call),
          theirs('transformers.js, calls of 8', transformers.mixed96_by_eights),
          theirs('transformers.js, one by one', transformers.mixed96_one_by_one),
          ours(one.mixed96_one_by_one, `${OURS}, one by one`),
          ours(one.mixed96_one_call, `${OURS}, one call`),
          ours(two.mixed96_one_call, `${OURS}, two workers`),
        ],
      },
    ],
  }),
  'benchmarks-searching': ({ searching_ms: { words, meaning } }) => ({
    title: 'One search of 10,000 texts, milliseconds',
    groups: [
      ['by words', words],
      ['by vectors', meaning],
    ].map(([name, times]) => ({
      name,
      bars: Object.entries(times)
        .map(([who, value]) => ({ name: who, value, isOurs: who === OURS }))
        .toSorted((a, b) => b.value - a.value),
    })),
  }),
};

/** The charts as SVG, by the name of their file in docs/images. @param {Run} run */
export function chartsOf(run) {
  return new Map(Object.entries(CHARTS).map(([name, chart]) => [`${name}.svg`, drawn(chart(run))]));
}

/** @param {Chart} chart */
function drawn({ title, groups }) {
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const scale = (WIDTH - LEFT - RIGHT) / most;
  /** @type {string[]} */
  const parts = [];
  let y = HEAD;
  for (const { name, bars } of groups) {
    if (name) {
      parts.push(`<text class="group" x="0" y="${y + 12}">${escaped(name)}</text>`);
      y += ROW;
    }
    for (const bar of bars) {
      const width = Math.max(bar.value * scale, 1);
      parts.push(
        `<text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${escaped(bar.name)}</text>`,
        `<rect class="${bar.isOurs ? 'ours' : 'theirs'}" x="${LEFT}" y="${y + 2}" width="${width.toFixed(1)}" height="${ROW - 6}"/>`,
        `<text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 14}">${figure(bar.value)}</text>`,
      );
      y += ROW;
    }
    y += GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 13px system-ui, sans-serif; fill: #222 }
.title, .group { font-weight: 600 }
.ours { fill: #1a6fb5 }
.theirs { fill: #9aa4ad }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .ours { fill: #5fb0ee } .theirs { fill: #6b747c } }
</style>
<text class="title" x="0" y="16">${escaped(title)}</text>
${parts.join('\n')}
</svg>
`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** @param {number} value */
function figure(value) {
  return Number(value.toFixed(value >= 100 ? 0 : value >= 1 ? 1 : 2)).toLocaleString('en');
}
