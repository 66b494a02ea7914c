let fromPage: Readonly<Record<string, string>> = {};

/** Sets where the page finds scripts, by their names: for a worker that cannot say where they lie. */
export function setScriptUrls(urls: Readonly<Record<string, string>>): void {
  fromPage = urls;
}

/** The address of a script, if the page has given it. The build asks it before each script that it puts beside a worker. */
export const scriptUrl = (name: string): string | undefined => fromPage[name];
