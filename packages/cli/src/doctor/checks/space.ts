import { formatBytes } from '../../output/units';
import { type Finding, orFine, wordsFor } from '../finding';

export interface VolumeFacts {
  /** A folder of logs or state on it. */
  dir: string;
  /** Bytes. */
  free: number;
  size: number;
  /** 0: this file system has no such limit. */
  inodes: number;
  freeInodes: number;
}

export interface SpaceFacts {
  volumes: VolumeFacts[];
  /** Bytes and number of the files in the home's log folder. */
  logBytes: number;
  logFiles: number;
  /** Apps whose rotation is turned off. */
  unrotated: string[];
}

const { ok, hint, problem } = wordsFor('space');

const MIB = 2 ** 20;

export function checkSpace(facts: SpaceFacts): Finding[] {
  const { volumes, unrotated, logBytes, logFiles } = facts;
  const findings = [...volumes.flatMap(checkVolume), ...unrotated.map(noRotation)];
  return orFine(findings, () => ok(`${formatBytes(logBytes)} in ${logFiles} log files; ${freeOn(volumes)}`));
}

const freeOn = (volumes: VolumeFacts[]): string =>
  volumes.map(({ dir, free }) => `${formatBytes(free)} free at ${dir}`).join(', ') || 'free space unknown';

function checkVolume({ dir, free, size, inodes, freeInodes }: VolumeFacts): Finding[] {
  const findings: Finding[] = [];
  const left = `Only ${formatBytes(free)} are free at ${dir}`;
  if (free < Math.min(100 * MIB, size / 20)) {
    findings.push(
      problem(`${left}: output of apps will be lost`, `Free some space; pmx flush empties the logs`),
    );
  } else if (free < Math.min(1024 * MIB, size / 20)) {
    findings.push(hint(left, 'Free some space, or lower max_log_size and log_total_size'));
  }
  if (inodes > 0 && freeInodes < inodes / 100) {
    findings.push(
      problem(
        `Only ${freeInodes} inodes are free at ${dir}`,
        'Remove files there; many small ones use them up',
      ),
    );
  }
  return findings;
}

const noRotation = (name: string): Finding =>
  hint(
    `The logs of ${name} are not rotated and grow without bound`,
    'Set max_log_size, or have logrotate do it',
  );
