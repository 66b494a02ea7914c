import type { InferenceSession } from 'onnxruntime-web/wasm';

let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs a graph once all runs that were asked for before it, of any session, have ended: onnxruntime-web (1.30) reads the outputs of
 * a run from a stack that all sessions share, and where three runs overlap, one of them can find those of another.
 */
export function runInTurn(
  session: InferenceSession,
  feeds: InferenceSession.OnnxValueMapType,
  outputs: readonly string[],
): Promise<InferenceSession.OnnxValueMapType> {
  const found = lastRun.then(() => session.run(feeds, outputs));
  lastRun = found.catch(() => undefined); // its caller is told
  return found;
}
