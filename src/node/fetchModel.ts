import { stat } from 'node:fs/promises';
import type { ModelFile } from '../engine/models/types.js';
import { request } from '../engine/workers/embedding/download/request.js';
import { downloadTo, sha256OfFile } from './partFile.js';
import type { ReadModel } from './readModel.js';
import { resolveInside } from './resolveInside.js';
import { writeWhole } from './writeWhole.js';

/** Options of {@link fetchModel}. */
export interface FetchModelOptions {
  /** The folder of models to write to. */
  readonly to: string;
  readonly onBytes?: (loaded: number, total: number) => void;
}

/** What has become of a model's files. */
export interface FetchedModel {
  /** The model's own folder. */
  readonly folder: string;
  readonly bytes: number;
  /** Files that were there and right. */
  readonly stored: readonly string[];
  readonly fetched: readonly string[];
  /** Files whose SHA-256 is unknown: their length is right, and no more is known. */
  readonly unverified: readonly string[];
}

/**
 * Writes a model's files into the layout that `modelsUrl` wants: `to/repo/path`, and the small files that describe it.
 * A file that is there and has its SHA-256 is not fetched again.
 * @throws {EmbedError} as `downloadTo`; `invalid-input` for a path that leads out of the model's folder.
 */
export async function fetchModel(
  model: ReadModel,
  { to, onBytes }: FetchModelOptions,
): Promise<FetchedModel> {
  const { files, tools } = model;
  const folder = await resolveInside(to, model.repo);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const stored: string[] = [];
  const fetched: string[] = [];
  let before = 0;
  for (const file of files) {
    const path = await resolveInside(folder, file.path);
    if (await isThere(path, file)) stored.push(file.path);
    else {
      const report = (loaded: number) => onBytes?.(before + loaded, total);
      await downloadTo(path, file, { url: `${model.folder}/${file.path}`, tools, onBytes: report });
      fetched.push(file.path);
    }
    before += file.bytes;
  }
  for (const path of model.describing) await copyText(model, path, await resolveInside(folder, path));
  const unverified = files.filter(({ sha256 }) => sha256 === '').map(({ path }) => path);
  return { folder, bytes: total, stored, fetched, unverified };
}

/** The license that a model's card names, in the lines before its text. */
export async function licenseInCard({ folder, tools }: ReadModel): Promise<string | undefined> {
  const card = await request(`${folder}/README.md`, tools, {}).then(
    (response) => response.text(),
    () => '', // there need not be one
  );
  const facts = /^---\r?\n(.*?)\r?\n---/s.exec(card)?.[1] ?? '';
  return /^license:\s*(\S+)/m.exec(facts)?.[1];
}

async function copyText({ folder, tools }: ReadModel, path: string, target: string): Promise<void> {
  const response = await request(`${folder}/${path}`, tools, {});
  await writeWhole(target, new Uint8Array(await response.arrayBuffer()));
}

async function isThere(path: string, { bytes, sha256 }: ModelFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === bytes && sha256 !== '' && (await sha256OfFile(path)) === sha256;
}
