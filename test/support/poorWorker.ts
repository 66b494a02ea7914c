import './poorBrowser.js';
import '../../src/engine/worker/worker.js';
