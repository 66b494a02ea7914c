/**
 * Questions of readers, none in the words of the heading, and the sections that answer each.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const QUESTIONS = {
  'Is there telemetry on what users type?': ['privacy.html'],
  'Can it work without an internet connection?': ['offline.html'],
  'Which header lets the wasm run?': ['csp.html'],
  'How do I know whether hits are good?': ['choosing-a-model.html#measure-on-your-own-texts'],
  'jsdom has no workers': ['testing.html', 'troubleshooting.html#symptoms'],
};
