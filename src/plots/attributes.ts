/** Attributes of a picture's element. */
export interface PlotAttributes {
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  readonly [name: `data-${string}`]: string | number | boolean | undefined;
}

/** Those of a component's props that are attributes of its element. */
export function attributesOf(props: object): PlotAttributes {
  return Object.fromEntries(Object.entries(props).filter(([name]) => /^(data-|id$|className$)/.test(name)));
}
