/** How Node is made to run TypeScript. */

import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PmxError } from '@pmx/protocol';
import { majorMinor } from './node-version';
import { isEsModule } from './package-type';
import { findRunner } from './typescript-runners';

/**
 * - `yes`: by itself, since 22.18 and 23.6 (https://nodejs.org/api/typescript.html)
 * - `flag`: with `--experimental-strip-types`
 */
export function stripsTypes(version: string): 'yes' | 'flag' | 'no' {
  const [major, minor] = majorMinor(version);
  if (major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) return 'yes';
  return major === 23 || (major === 22 && minor >= 6) ? 'flag' : 'no';
}

/** Flags with which users see to TypeScript themselves; so may any preload. */
const OWN_MEANS =
  /^(-r|--require|--import|--loader|--experimental-loader|--experimental-strip-types|--experimental-transform-types)(=|$)/;

/** Node strips types, but never translates JSX. */
const hasJsx = (script: string): boolean => /\.[jt]sx$/i.test(script);

/**
 * Arguments of Node, before the script.
 * @throws {PmxError} PMX_ERR_NO_TYPESCRIPT_RUNNER
 */
export async function typeScriptArgs(
  script: string,
  nodeVersion: string,
  interpreterArgs: readonly string[],
): Promise<string[]> {
  if (interpreterArgs.some((arg) => OWN_MEANS.test(arg))) return [];
  const strips = hasJsx(script) ? 'no' : stripsTypes(nodeVersion);
  if (strips === 'yes') return [];
  if (strips === 'flag') return ['--experimental-strip-types'];
  const real = await realpath(script);
  return (await findRunner(dirname(real), await isEsModule(real))) ?? refuse(script, nodeVersion);
}

function refuse(script: string, nodeVersion: string): never {
  const native = hasJsx(script) ? '' : ', or use Node 22.18 or newer';
  throw new PmxError(
    'PMX_ERR_NO_TYPESCRIPT_RUNNER',
    `Node ${nodeVersion} cannot run ${script} by itself, and no TypeScript runner is installed for it.`,
    `In the app's folder run: npm install --save-dev tsx${native}.`,
    { script, nodeVersion },
  );
}
