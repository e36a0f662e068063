/** Paths of Node and pmx that are still there after the next upgrade. Pure. */

import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { Programs } from './recipe';

export interface Installation {
  /** Of the Node that runs this command, without symlinks. */
  execPath: string;
  /** Of the pmx command, without symlinks. */
  script: string;
  path: string;
}

/** What is asked of the disk. `realpath`: null when nothing is there. */
export interface Disk {
  realpath(path: string): string | null;
}

/**
 * Paths into which the version is written, each with a folder that holds one folder a version, or a path beside it that
 * outlives upgrades.
 */
const VERSIONED: readonly { pattern: RegExp; stable?: readonly string[] }[] = [
  // nvm, nodenv, n; fnm; volta; asdf; mise
  { pattern: /^(.*\/versions(?:\/node)?)\/[^/]+\/bin\/node$/ },
  { pattern: /^(.*\/node-versions)\/[^/]+\/installation\/bin\/node$/ },
  { pattern: /^(.*\/tools\/image\/node)\/[^/]+\/bin\/node$/ },
  { pattern: /^(.*\/installs\/(?:nodejs|node))\/[^/]+\/bin\/node$/ },
  // Package managers that keep a link to the version in use
  { pattern: /^(.*)\/Cellar\/node(?:@\d+)?\/[^/]+\/bin\/node$/, stable: ['$1/bin/node'] },
  { pattern: /^\/snap\/node\/[^/]+\/bin\/node$/, stable: ['/snap/bin/node'] },
  {
    pattern: /^\/nix\/store\/[^/]+\/bin\/node$/,
    stable: ['/run/current-system/sw/bin/node', '/nix/var/nix/profiles/default/bin/node'],
  },
];

export function choosePrograms({ execPath, script, path }: Installation, disk: Disk): Programs {
  return { ...chooseNode(execPath, disk), script: onPath('pmx', script, path, disk) ?? script };
}

function chooseNode(execPath: string, disk: Disk): Pick<Programs, 'node' | 'versions'> {
  for (const { pattern, stable = [] } of VERSIONED) {
    const match = pattern.exec(execPath);
    if (match === null) continue;
    const candidates = stable.map((path) => path.replace('$1', match[1] ?? ''));
    const link = candidates.find((candidate) => disk.realpath(candidate) === execPath);
    if (link !== undefined) return { node: link, versions: null };
    return { node: execPath, versions: stable.length === 0 ? match[1]! : null };
  }
  return { node: execPath, versions: null };
}

/** A link on PATH to this very file: the file's own path may hold a version, as pnpm's do. */
function onPath(name: string, target: string, path: string, disk: Disk): string | null {
  const links = foldersOf(path).map((dir) => join(dir, name));
  return links.find((link) => disk.realpath(link) === target) ?? null;
}

/** Folders that a PATH of the present shell may name, and that will be gone with it. */
const EPHEMERAL = /\/fnm_multishells\/|^\/proc\//;

const foldersOf = (path: string): string[] =>
  path.split(delimiter).filter((dir) => isAbsolute(dir) && !EPHEMERAL.test(dir));

/** The PATH of the service: that of the present shell as far as it lasts, with the Node that runs pmx. */
export function servicePath(path: string, { node }: Programs): string {
  const folders = foldersOf(path);
  const own = dirname(node);
  return [...new Set(folders.includes(own) ? folders : [own, ...folders])].join(delimiter);
}
