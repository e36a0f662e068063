import { dirname, join } from 'node:path';
import type { InstanceDetails } from '@pmx/protocol';
import type { Home } from '@pmx/system';
import type { SpaceFacts, VolumeFacts } from '../checks/space';
import { namesIn, statOf, volumeOf } from './files';

/** Files of the log folder whose sizes are added up; more would take long. */
const MOST_FILES = 10_000;

export function gatherSpace(home: Home, apps: InstanceDetails[], unrotated: string[]): SpaceFacts {
  const files = apps.flatMap(({ outFile, errorFile, combinedFile }) => [outFile, errorFile, combinedFile]);
  const folders = files.filter((file) => file !== null).map((file) => dirname(file));
  return { volumes: volumesOf([home.dir, home.logDir, ...folders]), ...sizesIn(home.logDir), unrotated };
}

/** Of folders on the same file system, the first stands for all. */
function volumesOf(folders: string[]): VolumeFacts[] {
  const volumes = new Map<number, VolumeFacts>();
  for (const dir of new Set(folders)) {
    const device = statOf(dir)?.dev;
    const volume = volumeOf(dir);
    if (device === undefined || volume === null || volumes.has(device)) continue;
    const { bavail, bsize, blocks, files, ffree } = volume;
    volumes.set(device, {
      dir,
      free: bavail * bsize,
      size: blocks * bsize,
      inodes: files,
      freeInodes: ffree,
    });
  }
  return [...volumes.values()];
}

function sizesIn(dir: string): Pick<SpaceFacts, 'logBytes' | 'logFiles'> {
  const stats = namesIn(dir)
    .slice(0, MOST_FILES)
    .map((name) => statOf(join(dir, name)))
    .filter((stat) => stat?.isFile());
  return { logBytes: stats.reduce((sum, stat) => sum + (stat?.size ?? 0), 0), logFiles: stats.length };
}
