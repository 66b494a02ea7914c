import { provisionalModelInfo } from '../../models/catalog.js';
import { loadScript } from '../../utils/loadScript.js';
import type { Backend } from '../types.js';

/** The model that a browser has, until it is there and says what its vectors are. */
const UNKNOWN = provisionalModelInfo({ id: 'SemanticEmbedder' });

/** The browser's own model (`SemanticEmbedder`), where it has one: nothing is downloaded by the page. */
export function browserBackend(): Backend {
  let model = UNKNOWN;
  return {
    name: 'browser',
    get model() {
      return model;
    },
    input: (text, role) => `${role}:${text}`, // the role is taken off again; it is a task of the model's
    async start(options) {
      const { startBrowser } = await loadScript(() => import('./startBrowser.js'));
      return startBrowser(options, (info) => {
        model = { ...UNKNOWN, ...info };
      });
    },
  };
}
