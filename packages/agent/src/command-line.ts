/** What Node's command line tells of how the entry point will be loaded. */

import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export interface CommandLine {
  /** Without the agent's own preload. */
  execArgv: readonly string[];
  /** `NODE_OPTIONS`; empty when unset. */
  nodeOptions: string;
  /** `process.argv[1]`; empty when there is none. */
  script: string;
  /** `process.versions.node`. */
  nodeVersion: string;
}

/** Since Node 22.4 the import of the entry point is published on a tracing channel. */
export function hasImportTracing({ nodeVersion }: CommandLine): boolean {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 4);
}

/** Whether Node runs a script in this process: not with `--eval`, nor as the parent of `--watch` or `--test`. */
export const hasEntryPoint = (line: CommandLine): boolean =>
  !hasFlag(line, /^(-e|-p|-pe|--eval|--print|--watch|--test)$/);

/** Whether something loaded before the entry point may change how modules are found. */
export const mayRegisterLoader = (line: CommandLine): boolean =>
  hasFlag(line, /^(-r|--require|--import|--loader|--experimental-loader)$/);

/**
 * The URL under which Node is loading the script as an ES module.
 * @returns null where importing it might not meet that module: another URL, or a loader in between
 */
export function entryUrl(line: CommandLine): string | null {
  const changesUrl = hasFlag(
    line,
    /^--(preserve-symlinks-main|experimental-specifier-resolution|experimental-policy)$/,
  );
  if (line.script === '' || changesUrl || mayRegisterLoader(line)) return null;
  try {
    return pathToFileURL(realpathSync(line.script)).href;
  } catch {
    return null;
  }
}

function hasFlag({ execArgv, nodeOptions }: CommandLine, pattern: RegExp): boolean {
  const names = [...execArgv, ...nodeOptions.split(/[\s"]+/)].map((arg) =>
    arg.replace(/=.*/s, '').replaceAll('_', '-'),
  );
  return names.some((name) => pattern.test(name));
}
