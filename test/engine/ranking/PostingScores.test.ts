import { expect, test } from 'vitest';
import { countsOf } from '../../../src/engine/ranking/Bm25.js';
import { PostingLists } from '../../../src/engine/ranking/PostingLists.js';
import { PostingScores } from '../../../src/engine/ranking/PostingScores.js';
import { randomNumbers } from '../../../tools/random.mjs';

const RULE = { k1: 1.2, b: 0.75 };
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

test('words that are scored as one give what the formula gives for all of them, after any changes', () => {
  const random = randomNumbers(6);
  const words = ['a', 'b', 'c'].map((word, i) => ({ word, weight: 1 / (i + 1) }));
  const lists = new PostingLists(RULE);
  const scorer = new PostingScores(lists);
  const texts = new Map<number, string[]>();
  for (let round = 0; round < 60; round += 1) {
    for (let i = 0; i < 20; i += 1) {
      const document = random(100);
      texts.delete(document);
      lists.remove([document]);
      if (random(3) === 0) continue;
      const text = Array.from({ length: 1 + random(9) }, () => 'abcdefgh'.charAt(random(8)));
      texts.set(document, text);
      lists.add(document, countsOf(text.join(' ')));
    }
    const average = [...texts.values()].flat().length / texts.size;
    const timesIn = (text: readonly string[] = []) =>
      words.reduce(
        (sum, { word, weight }) => sum + weight * text.filter((other) => other === word).length,
        0,
      );
    const wanted = numbers(100).map((document) => {
      const [text = [], times] = [texts.get(document), timesIn(texts.get(document))];
      return times === 0 ? 0 : (3 * times) / (times + 1.2 * (0.25 + (0.75 * text.length) / average));
    });
    const scores = new Float32Array(100);
    let counted = 0;
    scorer.addScoresOfAll(
      words,
      (documents) => {
        counted = documents;
        return 3;
      },
      scores,
    );
    expect(counted).toBe(wanted.filter((score) => score > 0).length);
    expect([...scores]).toEqual(wanted.map((score) => expect.closeTo(score, 5)));
    const marks = new Float32Array(100);
    scorer.addToAny(
      words.map(({ word }) => word),
      1,
      marks,
    );
    expect([...marks]).toEqual(wanted.map((score) => Math.sign(score)));
  }
});
