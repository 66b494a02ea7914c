import './poorBrowser.js';
import '../../src/engine/workers/embedding/embeddingWorker.js';
