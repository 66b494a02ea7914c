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
}

export const englishPlotStrings: PlotStrings = {
  mapHelp: 'Arrows go from point to point. Draw a line around points to choose them.',
  selected: (count) => (count === 1 ? '1 chosen' : `${count} chosen`),
  data: 'As a table',
  text: 'Text',
  group: 'Group',
  other: 'Other',
};
