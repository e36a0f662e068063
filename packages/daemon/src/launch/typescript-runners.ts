/** TypeScript runners among the app's own packages. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Runner {
  /** What `require.resolve` is asked for. */
  module: string;
  /** The module systems that it can run. */
  runs: 'both' | 'esm' | 'commonjs';
  /** Node's arguments, given the file that was found. */
  args(file: string): string[];
}

const url = (file: string): string => pathToFileURL(file).href;
const preload = (file: string): string[] => ['--require', file];

/** In order of preference. */
const RUNNERS: readonly Runner[] = [
  { module: 'tsx', runs: 'both', args: (file) => ['--import', url(file)] },
  { module: 'ts-node/register/transpile-only', runs: 'commonjs', args: preload },
  {
    module: 'ts-node/esm/transpile-only',
    runs: 'esm',
    args: (file) => ['--import', registration(url(file))],
  },
  { module: '@swc-node/register', runs: 'commonjs', args: preload },
  { module: '@swc-node/register/esm-register', runs: 'esm', args: (file) => ['--import', url(file)] },
  { module: 'esbuild-register', runs: 'commonjs', args: preload },
];

/**
 * @param folder of the script, symlinks resolved: where its packages are looked up
 * @returns arguments of Node; null when no runner is installed there
 */
export function findRunner(folder: string, isEsm: boolean): string[] | null {
  const require = createRequire(join(folder, 'script.js'));
  const kind = isEsm ? 'esm' : 'commonjs';
  for (const { module, runs, args } of RUNNERS) {
    const file = runs === 'both' || runs === kind ? resolved(require, module) : null;
    if (file !== null) return args(file);
  }
  return null;
}

function resolved(require: NodeJS.Require, module: string): string | null {
  try {
    return require.resolve(module);
  } catch {
    return null;
  }
}

/** ts-node brings hooks but no module that registers them. */
const registration = (hooks: string): string =>
  `data:text/javascript,${encodeURIComponent(`import{register}from'node:module';register(${JSON.stringify(hooks)})`)}`;
