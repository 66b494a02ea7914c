// The places that test/environments/run.mjs serves its page in, and what must be found there.

const COEP = 'cross-origin-embedder-policy';

/**
 * @typedef {object} Environment
 * @property {Readonly<Record<string, string>>} [page] headers of the HTML
 * @property {Readonly<Record<string, string>>} [files] headers of all other files
 * @property {string} [head] what stands before the scripts of the page
 * @property {boolean} [cdn] scripts come from another origin
 * @property {'missing' | 'web page'} [worker] how the scripts of workers are answered
 * @property {boolean} [frame] the page is in a sandboxed frame
 * @property {boolean} [plainHttp] the page is at an address without https, other than localhost
 * @property {import('./app.js').VisitOptions} [visit]
 * @property {string} [reason] why no worker can start; without it, one must
 * @property {boolean} [isKeeping] whether vectors can be stored; otherwise it must say why not
 * @property {readonly string[]} [only] the browsers that have it
 * @property {Readonly<Record<string, Partial<Environment>>>} [differsIn] what is otherwise in some browsers
 */

/** @type {Record<string, Environment>} */
export const ENVIRONMENTS = {
  plain: {},
  'scripts of another origin': { cdn: true },
  'scripts of another origin, and no blob': {
    cdn: true,
    page: { 'content-security-policy': "worker-src 'self'" },
    reason: 'csp',
  },
  'COEP require-corp on the HTML alone': {
    page: { [COEP]: 'require-corp' },
    differsIn: { webkit: { reason: 'coep' } }, // workers from a blob cannot import the script there
  },
  'COEP credentialless on the HTML alone': { page: { [COEP]: 'credentialless' } },
  'COEP on the HTML alone, and no blob': {
    page: { [COEP]: 'require-corp', 'content-security-policy': "worker-src 'self'" },
    reason: 'coep',
  },
  'COEP on all': {
    page: { [COEP]: 'require-corp', 'cross-origin-opener-policy': 'same-origin' },
    files: { [COEP]: 'require-corp' },
  },
  'no workers by policy': { page: { 'content-security-policy': "worker-src 'none'" }, reason: 'csp' },
  'trusted types': {
    page: {
      'content-security-policy': "require-trusted-types-for 'script'; trusted-types react-embeddings",
    },
    files: { 'content-security-policy': "require-trusted-types-for 'script'" },
  },
  'trusted types, and scripts of another origin': {
    cdn: true,
    page: {
      'content-security-policy': "require-trusted-types-for 'script'; trusted-types react-embeddings",
    },
  },
  'trusted types, and none of ours': {
    page: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types 'none'" },
    reason: 'trusted-types',
    only: ['chromium'],
  },
  'a sandboxed frame': { frame: true, files: { 'access-control-allow-origin': '*' }, isKeeping: false },
  'no Worker': {
    head: '<script>delete window.Worker</script>',
    reason: 'no-workers',
    visit: { many: true },
  },
  'a worker that is gone': { worker: 'missing', reason: 'missing-script' },
  'a worker that is a web page': { worker: 'web page', reason: 'missing-script' },
  'plain http': { plainHttp: true, only: ['chromium'] },
  'a deleted database': { visit: { forget: true } },
};
