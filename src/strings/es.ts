// The texts of the components in Spanish: `react-embeddings/strings/es`.

import type { ModelManagerStrings } from '../components/ModelManager/modelManagerStrings.js';
import type { ModelStatusStrings } from '../components/ModelStatus/modelStatusStrings.js';
import type { SearchStrings } from '../components/SemanticSearch/strings.js';
import { durationText, localeFormat } from '../components/shared/localeFormat.js';
import type { PlotStrings } from '../plots/plotStrings.js';

const { date, number, plural, size } = /* @__PURE__ */ localeFormat('es');

const duration = (seconds: number) =>
  durationText(seconds, {
    minutes: (count) => `unos ${number(count)} ${plural(count, { one: 'minuto', other: 'minutos' })}`,
    seconds: (count) => `unos ${number(count)} segundos`,
    few: 'unos segundos',
  });

const groupCount = (count: number, total: number) =>
  total > count ? `${number(count)} de ${number(total)}` : number(count);

/** `strings` of `<SemanticSearch>`, in Spanish. */
export const searchStrings: SearchStrings = {
  loading: ({ phase, loaded, total }) =>
    phase === 'downloading'
      ? `Preparando la búsqueda por significado, ${size(loaded)} de ${size(total)}`
      : 'Preparando la búsqueda por significado',
  stalled: 'Esperando a la red',
  cancel: 'Cancelar',
  indexing: ({ done, total }) =>
    `Leyendo ${number(done)} de ${number(total)} ${plural(total, { one: 'texto', other: 'textos' })}`,
  results: (count, total) => {
    if (total === undefined) return count === 1 ? 'El más cercano' : `Los ${number(count)} más cercanos`;
    return `${groupCount(count, total)} ${plural(total, { one: 'resultado', other: 'resultados' })}`;
  },
  groupCount,
  noResults: (query) => `No se encontró nada para «${query}».\nRevisa la ortografía o prueba otras palabras.`,
  nothingClose: (query) => `Nada coincide bien con «${query}».\nEsto es lo más cercano.`,
  noItems: 'Todavía no hay nada que buscar',
  waiting: 'Cargando el contenido',
  closestPassage: 'Pasaje más cercano:',
  failed: 'No se pudo iniciar la búsqueda',
  wordsOnly: 'Se busca solo por palabras',
  wordsInstead: 'Se busca solo por palabras.\nNo se pudo iniciar la búsqueda por significado.',
  offline: 'No hay conexión.\nSe busca por palabras. El significado se añade cuando vuelva.',
  askDownload: (bytes) => `¿Encontrar más por significado?\nHay que descargar ${size(bytes)}, una sola vez.`,
  download: 'Descargar',
  retry: 'Reintentar',
  retrying: 'Reintentando…',
  more: 'Mostrar más',
  clear: 'Borrar',
  close: 'Cerrar',
  relevance: { high: 'Muy cercano', medium: 'Relacionado', low: 'Lejano' },
  keyMove: 'Moverse',
  keyChoose: 'Elegir',
};

/** `strings` of `<ModelStatus>`, in Spanish. */
export const modelStatusStrings: ModelStatusStrings = {
  idle: 'La búsqueda por significado está desactivada',
  loading: ({ phase, loaded, total }) =>
    phase === 'downloading'
      ? `Preparando la búsqueda por significado, ${size(loaded)} de ${size(total)}`
      : 'Preparando la búsqueda por significado',
  stalled: 'Esperando a la red',
  rate: (bytesPerSecond, secondsLeft) =>
    `${size(bytesPerSecond)} por segundo, quedan ${duration(secondsLeft)}`,
  ready: ({ backend }) =>
    backend === 'hash' ? 'Se busca solo por palabras' : 'La búsqueda por significado está lista',
  details: 'Detalles',
  inUse: ({ backend, runtime, model }) => `En uso: ${model.id} (${backend}, ${runtime})`,
  refused: (backend, reason) => `No ${backend}: ${reason}`,
  encoderUnsupported: (reason) => `No el codificador más rápido: ${reason}`,
  persistError: (reason) => `No guardado para la próxima visita: ${reason}`,
  failed: 'No se pudo iniciar la búsqueda por significado',
  cancelled: 'Se canceló la descarga',
  load: 'Activar',
  cancel: 'Cancelar',
  retry: 'Reintentar',
};

/** `strings` of `<ModelManager>`, in Spanish. */
export const modelManagerStrings: ModelManagerStrings = {
  label: 'Guardado en este dispositivo',
  reading: 'Leyendo lo guardado',
  empty: 'No hay nada guardado en este dispositivo',
  unknown: 'Parte de una descarga',
  facts: ({ bytes, status, savedAt }) => {
    if (status === 'partial') return `${size(bytes)}, incompleto: la descarga seguirá cuando haga falta`;
    return savedAt === undefined ? size(bytes) : `${size(bytes)}, desde el ${date(savedAt)}`;
  },
  usage: ({ models, quota }) =>
    quota === undefined
      ? `${size(models)} en total`
      : `${size(models)} en total; el navegador permite ${size(quota)} a este sitio`,
  hint: 'Lo que borres se descargará de nuevo cuando haga falta.',
  delete: 'Eliminar',
  deleteModel: (name) => `Eliminar ${name}`,
  deleting: (name) => `Eliminando ${name}`,
  deleted: (name) => `${name} se ha eliminado`,
  deleteFailed: (name, reason) => `No se pudo eliminar ${name}: ${reason}`,
  persist: 'Conservar cuando falte espacio',
  persisted: 'Se conserva cuando falta espacio',
  persistRefused: 'El navegador puede eliminarlo cuando falte espacio',
  failed: (reason) => `No se puede leer lo guardado: ${reason}`,
  retry: 'Reintentar',
};

/** `strings` of the plots, in Spanish. */
export const plotStrings: PlotStrings = {
  mapHelp:
    'Las flechas van de punto a punto, Intro elige uno, + y − acercan y alejan. Una línea alrededor de unos puntos los elige.',
  selected: (count) => `${number(count)} ${plural(count, { one: 'elegido', other: 'elegidos' })}`,
  data: 'Como tabla',
  text: 'Texto',
  group: 'Grupo',
  other: 'Otros',
  zoomIn: 'Acercar',
  zoomOut: 'Alejar',
  showAll: 'Mostrar todo',
  draw: 'Elegir dibujando',
  lessAlike: 'Menos',
  moreAlike: 'más parecidos',
};
