import { join } from 'node:path';
import type { Home } from '@pmx/system';
import type { HomeFacts } from '../checks/home';
import { namesIn, statOf, volumeOf } from './files';

export function gatherHome({ dir, socketDir }: Home, uid: number): HomeFacts {
  const stat = statOf(dir);
  const folder = stat && {
    uid: stat.uid,
    // What a link leads to is checked by its owner; its own mode says nothing.
    mode: stat.isSymbolicLink() ? 0o700 : stat.mode & 0o777,
    isFolder: stat.isDirectory() || stat.isSymbolicLink(),
  };
  const type = volumeOf(dir)?.type;
  return {
    dir,
    socketDir,
    uid,
    folder,
    fileSystem: typeof type === 'number' ? type >>> 0 : null,
    loose: looseIn(dir),
  };
}

function looseIn(dir: string): HomeFacts['loose'] {
  return namesIn(dir).flatMap((name) => {
    const path = join(dir, name);
    const stat = statOf(path);
    if (stat === null || !(stat.isFile() || stat.isSocket())) return [];
    const mode = stat.mode & 0o777;
    return (mode & 0o077) === 0 ? [] : [{ path, mode }];
  });
}
