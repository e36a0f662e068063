/** The processes of pmx itself that serve one home, found by their environment and not by any record. */

import { execFileSync } from 'node:child_process';

const PS_WITH_ENVIRONMENT = process.platform === 'linux' ? 'axeww' : 'axEww';
const MANAGER = /^\s*(\d+)\s.*\b(?:daemon|keeper)\.cjs\b/;

/** Pids in ascending order. */
export function pmxProcesses(home: string): number[] {
  const options = { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 } as const;
  return execFileSync('ps', [PS_WITH_ENVIRONMENT, '-o', 'pid=,command='], options)
    .split('\n')
    .filter((line) => line.includes(`PMX_HOME=${home}`))
    .map((line) => Number(MANAGER.exec(line)?.[1]))
    .filter(Boolean)
    .sort((a, b) => a - b);
}
