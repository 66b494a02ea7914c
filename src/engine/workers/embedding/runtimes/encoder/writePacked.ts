import { packedName } from '../../../../storage/fileNames.js';
import type { FileStore, OpenFile } from '../../../../storage/types.js';
import { withFileLock } from '../../../../storage/withFileLock.js';
import { nextTask } from '../../../../utils/promises.js';
import type { EncoderImage } from './encoder.js';
import { browserName, HEADER_BYTES, type Header, openIfThere, PACKING, readHeader } from './packedFile.js';

/** Written at a time, so that a call does not wait. */
const SLICE_BYTES = 1 << 20;

/** Stores packed weights for later visits. What goes wrong costs nothing but their time. */
export async function writePacked(store: FileStore, weights: string, image: EncoderImage): Promise<void> {
  const name = packedName(weights);
  await withFileLock(name, async () => {
    const source = await openIfThere(store, weights);
    source?.close();
    const file = source && (await store.openInPlace?.(name, { create: true }));
    if (!file) return; // the model was deleted meanwhile
    try {
      await writeImage(file, image);
    } finally {
      file.close();
    }
  }).catch(() => store.remove(name).catch(() => {}));
}

async function writeImage(file: OpenFile, { facts, bytes, checksum }: EncoderImage): Promise<void> {
  const length = facts.end - facts.start;
  const known = readHeader(file);
  const own = checksum();
  // Another worker of the pool may have written it.
  if (known?.packing === PACKING && known.checksum === own && file.size === HEADER_BYTES + length) return;
  file.truncate(0);
  for (let at = 0; at < length; at += SLICE_BYTES) {
    file.write(bytes().subarray(at, at + SLICE_BYTES), HEADER_BYTES + at);
    await nextTask();
  }
  const header: Header = { packing: PACKING, facts, checksum: own, browser: browserName() };
  file.write(new TextEncoder().encode(JSON.stringify(header).padEnd(HEADER_BYTES)), 0);
}
