// Korean writes particles on to the word before them: 학교 (school), 학교에서 (at school). A query's word is looked for with any of
// them, and without the one that it has.

/** Behind a syllable that ends in a consonant, behind one that ends in a vowel (or ㄹ, of 로 and its like), and behind both. */
const CLOSED = '은 이 을 과 이나 이란 이랑 이며 이라 이라고 이라는 과의 과는'.split(' ');
const OPEN = '는 가 를 와 나 란 랑 며 라 라고 라는 와의 와는'.split(' ');
const RO = ['로', '로는', '로도', '로의', '로서', '로써', '로부터'];
const BOTH = (
  '의 에 도 만 에서 에게 한테 께 께서 까지 부터 처럼 보다 마다 조차 마저 밖에 뿐 대로 하고 에는 에도 에만 에서는 에서도 에서의 ' +
  '에게는 에게서 까지는 까지도 까지의 부터는 부터의 만은 만이 만을 보다는 처럼은 들 들은 들이 들을 들의 들에게 들과 들도 이다 입니다'
).split(' ');

const SYLLABLES = /^[가-힣]+$/;
const FIRST_SYLLABLE = 0xac00;
/** How many ends a syllable can have: none, or a consonant. */
const ENDS = 28;
const RIEUL = 8;

/** The forms of a Korean word that are looked for besides itself; none of any other word. */
export function formsOf(word: string): readonly string[] {
  if (!SYLLABLES.test(word)) return [];
  const stem = stemOf(word);
  return stem === undefined ? withParticles(word) : [stem, ...withParticles(stem), ...withParticles(word)];
}

/** The word without its particle. A syllable that is left alone was hardly a word with one: 지도 is a map. */
function stemOf(word: string): string | undefined {
  for (let length = Math.min(word.length - 2, MAX_ENDING); length > 0; length -= 1) {
    const stem = word.slice(0, -length);
    if (particlesOf(stem).includes(word.slice(-length))) return stem;
  }
  return undefined;
}

const MAX_ENDING = 4;

const withParticles = (word: string) => particlesOf(word).map((particle) => word + particle);

/** The particles that can follow a word, which depends on how it ends. */
function particlesOf(word: string): readonly string[] {
  const end = (word.charCodeAt(word.length - 1) - FIRST_SYLLABLE) % ENDS;
  if (end === 0) return BEHIND_VOWEL;
  return end === RIEUL ? BEHIND_RIEUL : BEHIND_CONSONANT;
}

const BEHIND_VOWEL = [...BOTH, ...OPEN, ...RO];
const BEHIND_RIEUL = [...BOTH, ...CLOSED, ...RO];
const BEHIND_CONSONANT = [...BOTH, ...CLOSED, ...RO.map((particle) => `으${particle}`)];
