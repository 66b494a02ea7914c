/** A sample of a document, by its id: `sample:README.md#1`. `runSamples` makes it a module. */
declare module 'sample:*' {
  /**
   * Runs the sample as it stands there, with values for what it takes for granted, and gives what it declares at its
   * top level. Nothing derives the types of these: a test names them, and fails when it finds something else.
   */
  export default function run<Declared extends object>(given?: object): Promise<Declared>;
}
