import { aloneWith, packedName } from '../../../../storage/places.js';
import type { FileStore, OpenFile } from '../../../../storage/types.js';
import { nextTask } from '../../../../utils/promises.js';
import { sha256OfBytes } from '../../../../utils/sha256.js';
import type { EncoderImage } from './encoder.js';
import { HEADER_BYTES, type Header, openIfThere, PACKING, readHeader } from './packedFile.js';

/** Written at a time, so that a call does not wait. */
const SLICE_BYTES = 1 << 20;

/** Stores packed weights for later visits. What goes wrong costs nothing but their time. */
export async function writePacked(store: FileStore, weights: string, image: EncoderImage): Promise<void> {
  const name = packedName(weights);
  await aloneWith(name, async () => {
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

async function writeImage(file: OpenFile, { facts, bytes }: EncoderImage): Promise<void> {
  const length = facts.end - facts.start;
  const known = readHeader(file);
  const sha256 = await sha256OfBytes(bytes());
  if (known?.packing === PACKING && known.sha256 === sha256 && file.size === HEADER_BYTES + length) return;
  file.truncate(0);
  for (let at = 0; at < length; at += SLICE_BYTES) {
    file.write(bytes().subarray(at, at + SLICE_BYTES), HEADER_BYTES + at);
    await nextTask();
  }
  const header: Header = { packing: PACKING, facts, sha256 };
  file.write(new TextEncoder().encode(JSON.stringify(header).padEnd(HEADER_BYTES)), 0);
}
