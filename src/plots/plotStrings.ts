/** Every word that the plots show or say. */
export interface PlotStrings {
  /** How a map is used. */
  readonly mapHelp: string;
  readonly selected: (count: number) => string;
  /** What opens the table. */
  readonly data: string;
  readonly text: string;
  readonly group: string;
  /** The groups after the eighth, in the legend. */
  readonly other: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  /** Shows the whole map again. */
  readonly showAll: string;
  /** While this is on, a line that is drawn chooses; else the map is moved. */
  readonly draw: string;
  /** At the ends of a heatmap's scale. */
  readonly lessAlike: string;
  readonly moreAlike: string;
}

export const englishPlotStrings: PlotStrings = {
  mapHelp:
    'Arrows go from point to point, Enter chooses one, + and − zoom. Draw a line around points to choose them.',
  selected: (count) => (count === 1 ? '1 chosen' : `${count} chosen`),
  data: 'As a table',
  text: 'Text',
  group: 'Group',
  other: 'Other',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  showAll: 'Show all',
  draw: 'Choose by drawing',
  lessAlike: 'Less',
  moreAlike: 'more alike',
};
