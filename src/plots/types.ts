import type { PlotAttributes } from './attributes.js';
import type { Coordinates, MapLayout } from './layout.js';
import type { PlotStrings } from './plotStrings.js';

/** Props of {@link EmbeddingMap}. */
export interface EmbeddingMapProps extends PlotAttributes {
  /** One vector for each text, of one space. */
  readonly vectors: readonly Float32Array[];
  /** What each point is, in words. As many as there are vectors. */
  readonly texts: readonly string[];
  /** What the map shows, for everyone. */
  readonly label: string;
  /** The name of each point's group: points of a group have one color and shape. */
  readonly groups?: readonly string[] | undefined;
  /**
   * What finds coordinates for each vector: UMAP, say (`fromUmap`). Another function makes another picture, so
   * make it outside of the component.
   * @default principalComponents
   */
  readonly layout?: MapLayout | undefined;
  /** Where the points lie, if you know: x and y of each, interleaved. */
  readonly coordinates?: Coordinates | undefined;
  /** The user has drawn a line around some points, or chosen one with a click or Enter; none with a click beside them. */
  readonly onSelect?: ((indexes: readonly number[]) => void) | undefined;
  /**
   * Whether names stand on the map: those of groups, or without groups, from 24 points on, the words that set the texts of a
   * cluster apart from the others. One that would lie on another is left out until there is room.
   * @default true
   */
  readonly clusterNames?: boolean | undefined;
  /**
   * Whether vectors without a meaning, those of the hash backend (`ModelInfo.semantic`), are refused: their places say nothing.
   * Where `coordinates` are given they are not looked at.
   * @default true
   */
  readonly requireSemantic?: boolean | undefined;
  /**
   * In pixels.
   * @default 360
   */
  readonly height?: number | undefined;
  /** @default English */
  readonly strings?: Partial<PlotStrings> | undefined;
}
