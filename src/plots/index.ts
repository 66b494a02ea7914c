// Pictures of vectors: `react-embeddings/plots`.

export { EmbeddingMap, type EmbeddingMapProps } from './EmbeddingMap.js';
export type { PlotStrings } from './plotStrings.js';
export { type Places, principalComponents } from './principalComponents.js';
export { SimilarityHeatmap, type SimilarityHeatmapProps } from './SimilarityHeatmap.js';
