/** TypeScript runners among the app's own packages. */

import { pathToFileURL } from 'node:url';
import { findPackageFile, type LoadedBy } from './package-entry';

interface Runner {
  package: string;
  /** In the package's `exports`. */
  subpath: string;
  by: LoadedBy;
  /** The module systems that it can run. */
  runs: 'both' | 'esm' | 'commonjs';
  /** Node's arguments, given the file that was found. */
  args(file: string): string[];
}

const preload = (file: string): string[] => ['--require', file];
const imported = (file: string): string[] => ['--import', pathToFileURL(file).href];

/** ts-node brings hooks but no module that registers them. */
function registered(file: string): string[] {
  const hooks = JSON.stringify(pathToFileURL(file).href);
  const module = encodeURIComponent(`import{register}from'node:module';register(${hooks})`);
  return ['--import', `data:text/javascript,${module}`];
}

const tsNode = { package: 'ts-node', by: 'require' } as const;
const swc = { package: '@swc-node/register' } as const;

/** In order of preference. */
const RUNNERS: readonly Runner[] = [
  { package: 'tsx', subpath: '.', by: 'import', runs: 'both', args: imported },
  { ...tsNode, subpath: './register/transpile-only', runs: 'commonjs', args: preload },
  { ...tsNode, subpath: './esm/transpile-only', runs: 'esm', args: registered },
  { ...swc, subpath: '.', by: 'require', runs: 'commonjs', args: preload },
  { ...swc, subpath: './esm-register', by: 'import', runs: 'esm', args: imported },
  { package: 'esbuild-register', subpath: '.', by: 'require', runs: 'commonjs', args: preload },
];

/**
 * @param folder of the script, symlinks resolved: where its packages are looked up
 * @returns arguments of Node; null when no runner is installed there
 */
export async function findRunner(folder: string, isEsm: boolean): Promise<string[] | null> {
  const kind = isEsm ? 'esm' : 'commonjs';
  for (const { package: name, subpath, by, runs, args } of RUNNERS) {
    if (runs !== 'both' && runs !== kind) continue;
    const file = await findPackageFile(folder, name, subpath, by);
    if (file !== null) return args(file);
  }
  return null;
}
