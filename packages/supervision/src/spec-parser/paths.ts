/** POSIX paths as text; the file system is not asked, so symlinks stay as they were written. */

/** An absolute path without `.`, `..` and doubled slashes. `~` and `~/x` start at the home folder. */
export function resolvePath(path: string, base: string, homeDir: string): string {
  const expanded = expandHome(path, homeDir);
  const parts: string[] = [];
  for (const part of (expanded.startsWith('/') ? expanded : `${base}/${expanded}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const expandHome = (path: string, homeDir: string): string =>
  path === '~' || path.startsWith('~/') ? homeDir + path.slice(1) : path;

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The extension with its dot, in lower case; empty for `.bashrc` and for names without a dot. */
export function extension(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot).toLowerCase() : '';
}
