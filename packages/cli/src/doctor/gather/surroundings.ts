import { delimiter, isAbsolute, join } from 'node:path';
import type { Machine } from '../../boot/machine';
import type { SurroundingFacts } from '../checks/surroundings';
import { statOf } from './files';

export function gatherSurroundings(machine: Machine, stateFile: string): SurroundingFacts {
  const folders = (machine.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const paths = [...new Set(folders)].map((dir) => join(dir, 'pmx'));
  return {
    node: process.versions.node,
    platform: machine.platform,
    commands: paths.flatMap((path) => {
      const target = machine.realpath(path);
      return target === null ? [] : [{ path, target }];
    }),
    script: machine.script,
    now: Date.now(),
    stateWritten: statOf(stateFile)?.mtimeMs ?? null,
  };
}
