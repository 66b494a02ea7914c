// The texts of the components in French: `react-embeddings/strings/fr`.

import type { ModelManagerStrings } from '../components/ModelManager/modelManagerStrings.js';
import type { ModelStatusStrings } from '../components/ModelStatus/modelStatusStrings.js';
import type { SearchStrings } from '../components/SemanticSearch/strings.js';
import { durationText, localeFormat } from '../components/shared/localeFormat.js';
import type { PlotStrings } from '../plots/plotStrings.js';

const { date, number, plural, size } = /* @__PURE__ */ localeFormat('fr');

const duration = (seconds: number) =>
  durationText(seconds, {
    minutes: (count) => `environ ${number(count)} ${plural(count, { one: 'minute', other: 'minutes' })}`,
    seconds: (count) => `environ ${number(count)} secondes`,
    few: 'quelques secondes',
  });

const groupCount = (count: number, total: number) =>
  total > count ? `${number(count)} sur ${number(total)}` : number(count);

/** `strings` of `<SemanticSearch>`, in French. */
export const searchStrings: SearchStrings = {
  loading: ({ phase, loaded, total }) =>
    phase === 'downloading'
      ? `Préparation de la recherche par le sens, ${size(loaded)} sur ${size(total)}`
      : 'Préparation de la recherche par le sens',
  stalled: 'En attente du réseau',
  cancel: 'Annuler',
  indexing: ({ done, total }) =>
    `Lecture : ${number(done)} ${plural(done, { one: 'texte', other: 'textes' })} sur ${number(total)}`,
  results: (count, total) => {
    if (total === undefined) return count === 1 ? 'Le plus proche' : `Les ${number(count)} plus proches`;
    return `${groupCount(count, total)} ${plural(total, { one: 'résultat', other: 'résultats' })}`;
  },
  groupCount,
  noResults: (query) => `Aucun résultat pour « ${query} ».\nVérifiez l’orthographe ou essayez d’autres mots.`,
  nothingClose: (query) => `Rien ne correspond vraiment à « ${query} ».\nVoici le plus proche.`,
  noItems: 'Il n’y a encore rien à rechercher',
  waiting: 'Chargement du contenu',
  closestPassage: 'Passage le plus proche :',
  failed: 'La recherche n’a pas pu démarrer',
  wordsOnly: 'Recherche par mots uniquement',
  wordsInstead: 'Recherche par mots uniquement.\nLa recherche par le sens n’a pas pu démarrer.',
  offline: 'Vous êtes hors ligne.\nRecherche par mots. Le sens s’ajoutera dès votre retour en ligne.',
  askDownload: (bytes) => `Trouver plus par le sens ?\nIl faut télécharger ${size(bytes)}, une seule fois.`,
  download: 'Télécharger',
  retry: 'Réessayer',
  retrying: 'Nouvel essai…',
  more: 'Afficher plus',
  clear: 'Effacer',
  close: 'Fermer',
  relevance: { high: 'Très proche', medium: 'Apparenté', low: 'Éloigné' },
  keyMove: 'Se déplacer',
  keyChoose: 'Choisir',
};

/** `strings` of `<ModelStatus>`, in French. */
export const modelStatusStrings: ModelStatusStrings = {
  idle: 'La recherche par le sens est désactivée',
  loading: ({ phase, loaded, total }) =>
    phase === 'downloading'
      ? `Préparation de la recherche par le sens, ${size(loaded)} sur ${size(total)}`
      : 'Préparation de la recherche par le sens',
  stalled: 'En attente du réseau',
  rate: (bytesPerSecond, secondsLeft) =>
    `${size(bytesPerSecond)} par seconde, encore ${duration(secondsLeft)}`,
  ready: ({ backend }) =>
    backend === 'hash' ? 'Recherche par mots uniquement' : 'La recherche par le sens est prête',
  details: 'Détails',
  inUse: ({ backend, runtime, model }) => `Utilisé : ${model.id} (${backend}, ${runtime})`,
  refused: (backend, reason) => `Pas ${backend} : ${reason}`,
  encoderUnsupported: (reason) => `Pas l’encodeur le plus rapide : ${reason}`,
  persistError: (reason) => `Non conservé pour la prochaine visite : ${reason}`,
  failed: 'La recherche par le sens n’a pas pu démarrer',
  cancelled: 'Le téléchargement a été annulé',
  load: 'Activer',
  cancel: 'Annuler',
  retry: 'Réessayer',
};

/** `strings` of `<ModelManager>`, in French. */
export const modelManagerStrings: ModelManagerStrings = {
  label: 'Enregistré sur cet appareil',
  reading: 'Lecture de ce qui est enregistré',
  empty: 'Rien n’est enregistré sur cet appareil',
  unknown: 'Partie d’un téléchargement',
  facts: ({ bytes, status, savedAt }) => {
    if (status === 'partial') return `${size(bytes)}, incomplet : le téléchargement reprendra si nécessaire`;
    return savedAt === undefined ? size(bytes) : `${size(bytes)}, depuis le ${date(savedAt)}`;
  },
  usage: ({ models, quota }) =>
    quota === undefined
      ? `${size(models)} au total`
      : `${size(models)} au total ; le navigateur accorde ${size(quota)} à ce site`,
  hint: 'Ce que vous supprimez sera téléchargé à nouveau si nécessaire.',
  delete: 'Supprimer',
  deleteModel: (name) => `Supprimer ${name}`,
  deleting: (name) => `Suppression de ${name}`,
  deleted: (name) => `${name} est supprimé`,
  deleteFailed: (name, reason) => `Impossible de supprimer ${name} : ${reason}`,
  persist: 'Garder quand l’espace manque',
  persisted: 'Gardé quand l’espace manque',
  persistRefused: 'Le navigateur peut le supprimer quand l’espace manque',
  failed: (reason) => `Impossible de lire ce qui est enregistré : ${reason}`,
  retry: 'Réessayer',
};

/** `strings` of the plots, in French. */
export const plotStrings: PlotStrings = {
  mapHelp:
    'Les flèches vont d’un point à l’autre, Entrée en choisit un, + et − zooment. Une ligne autour de points les choisit.',
  selected: (count) => `${number(count)} ${plural(count, { one: 'choisi', other: 'choisis' })}`,
  data: 'En tableau',
  text: 'Texte',
  group: 'Groupe',
  other: 'Autres',
  zoomIn: 'Agrandir',
  zoomOut: 'Réduire',
  showAll: 'Tout afficher',
  draw: 'Choisir en dessinant',
  lessAlike: 'Moins',
  moreAlike: 'plus semblables',
};
