import { mergeConfig } from 'vite';
import benchConfig from '../../bench/vite.config.js';
import { modelsServer } from '../../tools/vite/models-server.js';
import { faultServer } from '../support/faultServer.js';
import { REFERENCES } from './references.mjs';

export default mergeConfig(benchConfig, {
  plugins: [modelsServer('/references', REFERENCES), faultServer()],
});
