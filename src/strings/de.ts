// The texts of the components in German: `react-embeddings/strings/de`.

import type { ModelManagerStrings } from '../components/ModelManager/modelManagerStrings.js';
import type { ModelStatusStrings } from '../components/ModelStatus/modelStatusStrings.js';
import type { SearchStrings } from '../components/SemanticSearch/strings.js';
import { durationText, localeFormat } from '../components/shared/localeFormat.js';
import type { PlotStrings } from '../plots/plotStrings.js';

const { date, number, plural, size } = /* @__PURE__ */ localeFormat('de');

const duration = (seconds: number) =>
  durationText(seconds, {
    minutes: (count) => `etwa ${number(count)} ${plural(count, { one: 'Minute', other: 'Minuten' })}`,
    seconds: (count) => `etwa ${number(count)} Sekunden`,
    few: 'wenige Sekunden',
  });

const groupCount = (count: number, total: number) =>
  total > count ? `${number(count)} von ${number(total)}` : number(count);

/** `strings` of `<SemanticSearch>`, in German. */
export const searchStrings: SearchStrings = {
  loading: ({ phase, loaded, total }) =>
    phase === 'downloading'
      ? `Suche nach Bedeutung wird vorbereitet, ${size(loaded)} von ${size(total)}`
      : 'Suche nach Bedeutung wird vorbereitet',
  stalled: 'Warten auf das Netz',
  cancel: 'Abbrechen',
  indexing: ({ done, total }) =>
    `${number(done)} von ${number(total)} ${plural(total, { one: 'Text', other: 'Texten' })} gelesen`,
  results: (count, total) => {
    if (total === undefined) return count === 1 ? 'Der ähnlichste' : `Die ${number(count)} ähnlichsten`;
    return total > count ? `${groupCount(count, total)} Treffern` : `${number(count)} Treffer`;
  },
  groupCount,
  noResults: (query) =>
    `Nichts gefunden für „${query}“.\nPrüfe die Schreibweise oder versuche andere Wörter.`,
  nothingClose: (query) => `Nichts passt gut zu „${query}“.\nDas kommt am nächsten.`,
  noItems: 'Hier gibt es noch nichts zu suchen',
  waiting: 'Inhalte werden geladen',
  closestPassage: 'Ähnlichste Stelle:',
  failed: 'Die Suche konnte nicht starten',
  wordsOnly: 'Es wird nur nach Wörtern gesucht',
  wordsInstead: 'Es wird nur nach Wörtern gesucht.\nDie Suche nach Bedeutung konnte nicht starten.',
  offline:
    'Du bist offline.\nEs wird nach Wörtern gesucht. Bedeutung kommt dazu, sobald du wieder online bist.',
  askDownload: (bytes) => `Mehr nach Bedeutung finden?\nDafür werden einmalig ${size(bytes)} geladen.`,
  download: 'Laden',
  retry: 'Erneut versuchen',
  retrying: 'Wird versucht …',
  more: 'Mehr anzeigen',
  clear: 'Leeren',
  close: 'Schließen',
  relevance: { high: 'Passt gut', medium: 'Verwandt', low: 'Entfernt' },
  keyMove: 'Bewegen',
  keyChoose: 'Auswählen',
};

/** `strings` of `<ModelStatus>`, in German. */
export const modelStatusStrings: ModelStatusStrings = {
  idle: 'Die Suche nach Bedeutung ist aus',
  loading: ({ phase, loaded, total }) =>
    phase === 'downloading'
      ? `Suche nach Bedeutung wird vorbereitet, ${size(loaded)} von ${size(total)}`
      : 'Suche nach Bedeutung wird vorbereitet',
  stalled: 'Warten auf das Netz',
  rate: (bytesPerSecond, secondsLeft) => `${size(bytesPerSecond)} pro Sekunde, noch ${duration(secondsLeft)}`,
  ready: ({ backend }) =>
    backend === 'hash' ? 'Es wird nur nach Wörtern gesucht' : 'Die Suche nach Bedeutung ist bereit',
  details: 'Details',
  inUse: ({ backend, runtime, model }) => `In Gebrauch: ${model.id} (${backend}, ${runtime})`,
  refused: (backend, reason) => `Nicht ${backend}: ${reason}`,
  encoderUnsupported: (reason) => `Nicht der schnellere Encoder: ${reason}`,
  persistError: (reason) => `Nicht für den nächsten Besuch gespeichert: ${reason}`,
  failed: 'Die Suche nach Bedeutung konnte nicht starten',
  cancelled: 'Der Download wurde abgebrochen',
  load: 'Einschalten',
  cancel: 'Abbrechen',
  retry: 'Erneut versuchen',
};

/** `strings` of `<ModelManager>`, in German. */
export const modelManagerStrings: ModelManagerStrings = {
  label: 'Auf diesem Gerät gespeichert',
  reading: 'Gespeichertes wird gelesen',
  empty: 'Auf diesem Gerät ist nichts gespeichert',
  unknown: 'Teil eines Downloads',
  facts: ({ bytes, status, savedAt }) => {
    if (status === 'partial')
      return `${size(bytes)}, unvollständig: Der Download geht weiter, wenn er gebraucht wird`;
    return savedAt === undefined ? size(bytes) : `${size(bytes)}, seit ${date(savedAt)}`;
  },
  usage: ({ models, quota }) =>
    quota === undefined
      ? `${size(models)} insgesamt`
      : `${size(models)} insgesamt; der Browser erlaubt dieser Seite ${size(quota)}`,
  hint: 'Was du löschst, wird bei Bedarf erneut geladen.',
  delete: 'Löschen',
  deleteModel: (name) => `Löschen: ${name}`,
  deleting: (name) => `${name} wird gelöscht`,
  deleted: (name) => `${name} ist gelöscht`,
  deleteFailed: (name, reason) => `${name} konnte nicht gelöscht werden: ${reason}`,
  persist: 'Behalten, wenn der Platz knapp wird',
  persisted: 'Wird behalten, wenn der Platz knapp wird',
  persistRefused: 'Der Browser löscht es vielleicht, wenn der Platz knapp wird',
  failed: (reason) => `Gespeichertes kann nicht gelesen werden: ${reason}`,
  retry: 'Erneut versuchen',
};

/** `strings` of the plots, in German. */
export const plotStrings: PlotStrings = {
  mapHelp:
    'Mit den Pfeiltasten geht es von Punkt zu Punkt, Enter wählt einen aus, + und − zoomen. Eine Linie um Punkte wählt sie aus.',
  selected: (count) => `${number(count)} ausgewählt`,
  data: 'Als Tabelle',
  text: 'Text',
  group: 'Gruppe',
  other: 'Andere',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  showAll: 'Alles zeigen',
  draw: 'Auswählen durch Zeichnen',
  lessAlike: 'Weniger',
  moreAlike: 'mehr Ähnlichkeit',
};
