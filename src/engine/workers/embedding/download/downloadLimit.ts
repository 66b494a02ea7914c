import { EmbedError } from '../../../errors.js';
import { listFiles } from '../../../models/catalog.js';
import type { LoadInput } from '../../../rpc/embeddingProtocol.js';

/** What a device says of what it can bear; not every browser says it. */
export interface DeviceHints {
  readonly connection?: { readonly saveData?: boolean };
  /** GiB. */
  readonly deviceMemory?: number;
}

const CAREFUL_BYTES = 10e6;
const LOW_MEMORY_GIB = 2;

/**
 * Checks that a model may be downloaded: it is small enough, or the user wants it.
 * @throws {EmbedError} `consent-needed`, with the bytes of all its files.
 */
export function assertWithinDownloadLimit(
  { spec, download, consent }: Pick<LoadInput, 'spec' | 'download' | 'consent'>,
  device: DeviceHints = {},
): void {
  const { consentAbove = 'auto' } = download ?? {};
  const limit = consentAbove === 'auto' ? limitFor(device) : consentAbove;
  const bytes = listFiles(spec.files).reduce((sum, file) => sum + file.bytes, 0);
  if (consent || bytes <= limit) return;
  throw new EmbedError(
    'consent-needed',
    `${spec.id} is a download of ${(bytes / 1e6).toFixed(1)} MB, and nobody was asked. Ask, then call embedder.load({ consent: true }).`,
    { details: { bytes, limit } },
  );
}

function limitFor({ connection, deviceMemory = LOW_MEMORY_GIB }: DeviceHints): number {
  const isCareful = connection?.saveData === true || deviceMemory < LOW_MEMORY_GIB;
  return isCareful ? CAREFUL_BYTES : Number.POSITIVE_INFINITY;
}
