import { termsOf } from './tokenize.js';

// Words of a query that are found in nearly every text and say nothing of what it is about: they are never told to match. They
// are searched as any other, unless they are stop words of the index's `language`: lists of stop words lack some ("a" in that of
// English). Written for this project.

/** The most frequent words of some languages. Which language a text has is known by them, too. */
const LISTS = [
  `a about all am an and any are as at be been but by can could did do does for from had has have he her him his how i if in into is
   it its me my no not of on or our out s she should so t than that the their them then there these they this to up us was we were
   what when where which who why will with would you your`,
  `aber als am an auch auf aus bei bin bis da das dass dem den der des die du durch ein eine einem einen einer er es für habe haben
   hat ich ihr im in ist kann man mein meine mich mir mit nach nicht noch nur oder sein sich sie sind so über um und uns von vor war
   was wenn wer werden wie wir wird wo zu zum zur`,
  `à au aux avec ce ces cette comment d dans de des du elle en est et il ils j je l la le les leur m ma mais me mes mon n ne nous on
   ont ou où par pas pour qu que quel quelle qui s sa se ses si son sont sur ta te tu un une vos votre vous y`,
  `a al como con cómo de del donde el ella en entre es esta este esto está están fue ha hay la las le les lo los me mi mis más muy no
   nos o para pero por que qué se ser si sin sobre son soy su sus también te tu un una uno y ya yo`,
  `a ao aos as com como da das de do dos e ela ele em entre era essa esse esta este está eu foi há isso já mais mas me meu minha na
   nas no nos não o os ou para pela pelo por quando que se sem ser seu sua são também tem um uma você`,
  `a ai al alla anche che chi ci come con d da dal dalla dei del della delle di dove e gli ha ho i il in io l la le lo ma mi mia mio
   ne nel nella no non o per perché più quando questa questo se si sono su sul sulla te ti tu un una uno è`,
  `aan al als bij dan dat de deze die dit door een en er geen had heb hebben heeft het hij hoe ik in is je kan maar me met mijn moet
   naar niet nog of om onze ook op over te tot u uit van veel voor waar was wat we wel wie wij worden wordt ze zich zijn`,
  `alla att av de dem den denna det detta din du då efter eller en er ett från för ha han har hon hur här i inte jag kan kommer man
   med men mig min mitt mot nu när någon och om oss på sig sin som ska så till upp ut var vad vi vid vill är`,
  `af alle at blev da de dem den denne der det dette dig din du efter eller en er et for fra ha han har hun hvad hvor hvordan i ikke
   jeg kan man med meg men mig min mit må nå når og om op opp os oss på seg selv sig skal som så til ud ut var ved vi vil være`,
  `alle at av ble da de deg den denne der det dette din du eller en er et etter for fra ha han har hun hva hvor hvordan i ikke jeg kan
   man med meg men min mitt må nå når noe og om opp oss på seg selv sin skal som så til ut var ved vi vil være`,
  `ei en että he hän ja joka jos kanssa kuin kun me mikä miten minä mitä mukaan mutta myös niin nyt olen olet oli on ovat se sekä
   siitä sitä tai te tämä vai voi`,
  `a albo ale bez być był była było co czy dla do gdzie go i ich jak jako jego jej jest jestem kiedy kto lub ma mi mnie moja może mój
   na nad nie o od po pod przez przy się są ta tak te tego ten to tylko tym w we z za ze że`,
  `a abych ale ani asi až by byl byla bylo být co do ho i jak jako je jeho jen jsem jsme jsou k kde kdo kdy ke který mi mu můj má na
   nad ne nebo o od po pod pro proto při s se si tak to v ve však z za ze že`,
  `a abban az azt be csak de egy el ez ezt ha hogy hogyan hol is itt ki kell le lehet mi miért mint már meg még mert mi nem és ő
   sem szerint vagy van volt úgy`,
  `a acest această al ale am ar are au că ce care cu cum când de din după ea el era este eu fi fost fără în într la le lui mai
   mea meu mi nu o pe pentru prin sau se să si sunt și un una unde unei unui`,
  `ama bir bu böyle da daha de değil diye en gibi hem her için ile ise kadar ki mi mu ne nasıl neden nerede o olan olarak oldu
   onu sen ve veya ya ben bana benim çok şu`,
  `а без бы был была было быть в вас вот все вы где да для до его ее если есть еще же за и из или их к как ко когда кто ли мне мой
   моя мы на не него нет ни но о об он она они от по при с со так там то того тоже только ты у уже что чтобы это этот я`,
  `або але без бо був була було бути в вам ви від все вони він де для до з за й його коли його і із її або їх як якщо який ж за з
   зі і мене мені мій моя ми на не ні о по при про та так те ти то тут у хто це цей ще що щоб я є`,
  `αλλά αν από αυτή αυτό για δεν είμαι είναι εγώ ένα ένας έχει έχω η ή θα και κάτι με μέσα μετά μην μια μου να ο οι όταν ότι πώς
   που πού προς σας σε σου στα στη στην στις στο στον στους τα τη την της τι τις το τον του τους των ως`,
  `ada akan anda apa atau bagaimana bahwa bisa dalam dan dapat dari dengan di dia ini itu juga kami karena kamu ke kepada kita
   mereka oleh pada saya sebagai seperti sudah telah tidak untuk yang`,
];
/** A language is one of those of an index if its words make so much of what those of the most frequent one do. */
const MIN_SHARE = 0.5;
/** A language is known by so many of its words. */
const MIN_WORDS = 2;

let lists: readonly ReadonlySet<string>[] | undefined;

/**
 * The words that are never told to match: function words of the languages that some texts are in, such as articles, pronouns,
 * prepositions, and what questions begin with. Those of English where nothing tells the language.
 * @param frequency how often a word is in the texts, or in how many of them
 * @param stopWords those of the language that the texts are said to be in: they are among them
 */
export function functionWords(
  frequency: (word: string) => number,
  stopWords: Iterable<string> = [],
): ReadonlySet<string> {
  lists ??= LISTS.map((list) => new Set(termsOf(list).map(({ term }) => term)));
  const known = lists.map((words) => {
    const counts = Array.from(words, frequency).filter((count) => count > 0);
    return { words, count: counts.length < MIN_WORDS ? 0 : counts.reduce((sum, count) => sum + count, 0) };
  });
  const least = Math.max(...known.map(({ count }) => count)) * MIN_SHARE;
  const isOfTexts = (count: number, place: number) => (least > 0 ? count >= least : place === 0);
  const found = known.flatMap(({ words, count }, place) => (isOfTexts(count, place) ? [...words] : []));
  return new Set([...found, ...stopWords]);
}
