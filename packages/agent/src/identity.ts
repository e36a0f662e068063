/** Who this process is to pmx, and how that stays out of the app's sight. */

import { realpathSync } from 'node:fs';
import { AGENT_VARIABLE, type AgentIdentity, isRecord } from '@pmx/protocol';

/**
 * Reads the identity and removes it, so that neither the app nor its children see it.
 * @returns null when this process is none of pmx's
 */
export function takeIdentity(env: Record<string, string | undefined>): AgentIdentity | null {
  const text = env[AGENT_VARIABLE];
  if (text === undefined) return null;
  delete env[AGENT_VARIABLE];
  return parseIdentity(text);
}

function parseIdentity(text: string): AgentIdentity | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value.socket !== 'string' || typeof value.key !== 'string') return null;
    const probation = typeof value.probation === 'number' ? value.probation : 0;
    const stopSignal = typeof value.stopSignal === 'string' ? value.stopSignal : 'SIGINT';
    return { socket: value.socket, key: value.key, probation, stopSignal };
  } catch {
    return null;
  }
}

/**
 * Removes `--require <file>` in place: `child_process.fork` and cluster workers inherit `process.execArgv`,
 * and programs print it (invariant 9).
 */
export function hidePreload(execArgv: string[], file: string): void {
  const at = execArgv.findIndex((arg, i) => arg === '--require' && isSameFile(execArgv[i + 1], file));
  if (at !== -1) execArgv.splice(at, 2);
}

/** Node gives a module its real path, whatever link it was named by. */
function isSameFile(named: string | undefined, file: string): boolean {
  if (named === undefined || named === file) return named === file;
  try {
    return realpathSync(named) === file;
  } catch {
    return false;
  }
}
