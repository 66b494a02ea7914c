/** What a device says of itself; not every browser says all. */
export interface Device {
  readonly hardwareConcurrency?: number;
  /** GiB, in Chromium. */
  readonly deviceMemory?: number;
  readonly userAgent?: string;
  readonly maxTouchPoints?: number;
}

const MAX_AUTO_POOL = 4;
const LOW_MEMORY_GIB = 4;

/** Whether a device runs iOS, which says it is a Mac on an iPad. */
export function isIos({ userAgent = '', maxTouchPoints = 0 }: Device): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1);
}

/** The size of a pool on a device. iOS ends pages that take much memory. */
export function poolSize(maxWorkers: number | 'auto', device: Device = globalThis.navigator ?? {}): number {
  if (maxWorkers !== 'auto') return maxWorkers;
  const {
    hardwareConcurrency = 2,
    deviceMemory = LOW_MEMORY_GIB,
    userAgent = '',
    maxTouchPoints = 0,
  } = device;
  if (isIos({ userAgent, maxTouchPoints }) || deviceMemory < LOW_MEMORY_GIB) return 1;
  return Math.min(Math.max(Math.floor(hardwareConcurrency / 2), 1), MAX_AUTO_POOL);
}
