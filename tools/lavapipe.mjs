// A Chromium whose WebGPU runs on lavapipe, Mesa's Vulkan in software: a second GPU for tests, which also computes in float16.

import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canInstall, downloadFromDebian, installFromDebian } from './debian.mjs';

const FOLDER = resolve(import.meta.dirname, '../node_modules/.cache/lavapipe');
const SOURCE = resolve(import.meta.dirname, '../bench/webgpu/lavapipe/standIn.c');
/** Older ones lack features that WebGPU requires. */
const OLDEST_MESA = 25;
/** What a stand-in for it makes Chromium load. */
const SWIFTSHADER = 'libvk_swiftshader.so';

/**
 * The program and its environment. Installs and builds what is missing, which needs Debian and root.
 * @param {string} chromiumPath
 * @returns {{ executablePath: string, env: Record<string, string> }}
 * @throws {Error} where that is not possible
 */
export function findLavapipe(chromiumPath) {
  const driver = join(FOLDER, 'mesa/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so');
  if (!existsSync(driver)) installMesa();
  const manifest = join(FOLDER, 'icd.json');
  const icd = { file_format_version: '1.0.0', ICD: { library_path: driver, api_version: '1.4.0' } };
  writeFileSync(manifest, JSON.stringify(icd));
  const programs = programsOf(chromiumPath);
  const copy = join(FOLDER, 'chromium');
  rmSync(copy, { recursive: true, force: true });
  link(programs, copy);
  rmSync(join(copy, SWIFTSHADER));
  const include = join(FOLDER, 'mesa/usr/include');
  execFileSync('cc', [
    '-shared',
    '-fPIC',
    '-O1',
    `-I${include}`,
    '-o',
    join(copy, SWIFTSHADER),
    SOURCE,
    '-ldl',
  ]);
  return {
    executablePath: join(copy, 'chromium'),
    env: { VK_DRIVER_FILES: manifest, VULKAN_LOADER: join(programs, 'libvulkan.so.1') },
  };
}

/** Mesa in a folder of its own, so that the system's stays what it is. */
function installMesa() {
  if (!canInstall()) throw new Error('not root on a Debian system');
  installFromDebian(['mesa-vulkan-drivers', 'gcc', 'libc6-dev'], ['--no-install-recommends']); // the former for what it depends on
  const [, release] = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
  mkdirSync(FOLDER, { recursive: true });
  const files = downloadFromDebian(
    [`mesa-vulkan-drivers/${release}-backports`, 'libvulkan-dev'],
    [`${release} main`, `${release}-backports main`],
    FOLDER,
  );
  const version = Number(/mesa-vulkan-drivers_(\d+)/.exec(files.join(' '))?.[1]);
  if (!(version >= OLDEST_MESA)) throw new Error(`Mesa ${OLDEST_MESA} is needed, and Debian has ${version}.`);
  for (const file of files) execFileSync('dpkg', ['-x', file, join(FOLDER, 'mesa')]);
}

/** Where Chromium's program and libraries are: Debian's `chromium` is a script elsewhere. @param {string} chromiumPath */
function programsOf(chromiumPath) {
  const found = [dirname(chromiumPath), '/usr/lib/chromium'].find((folder) =>
    existsSync(join(folder, SWIFTSHADER)),
  );
  if (found) return found;
  throw new Error(`There is no ${SWIFTSHADER} beside ${chromiumPath}.`);
}

/** Copies a folder by hard links where the file system can do that. @param {string} from @param {string} to */
function link(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      link(source, target);
      continue;
    }
    try {
      linkSync(source, target);
    } catch {
      copyFileSync(source, target); // on another file system
    }
  }
}
