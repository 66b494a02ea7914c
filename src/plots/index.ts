// Pictures of vectors: `react-embeddings/plots`.

export { type PrincipalComponentsOptions, principalComponents } from '../engine/index.js';
export { EmbeddingMap } from './EmbeddingMap.js';
export { fromUmap, type UmapLike, type UmapParameters } from './fromUmap.js';
export type { Coordinates, MapLayout } from './layout.js';
export type { PlotStrings } from './plotStrings.js';
export { SimilarityHeatmap, type SimilarityHeatmapProps } from './SimilarityHeatmap.js';
export type { EmbeddingMapProps } from './types.js';
