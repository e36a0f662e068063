import type { Context } from '../command';
import { shown } from '../list/columns';
import { jsonLine } from './json';

/** @param done what was done with each of them: `emptied` */
export function reportFiles(
  files: readonly string[],
  done: string,
  { terminal, json, silent }: Context,
): number {
  if (json) terminal.write(jsonLine({ files }));
  else if (!silent) terminal.write(files.map((file) => `${done}: ${shown(file)}\n`).join(''));
  return 0;
}
