import { withLock } from '../utils/withLock.js';
import { STORE } from './fileNames.js';

/** Runs `work` while no other tab or worker of this origin works on the file `name`. */
export function withFileLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  return withLock(`${STORE}/${name}`, work);
}
