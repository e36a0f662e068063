/** Which files hold the output of which instances. */

import type { InstanceDetails } from '@pmx/protocol';

/** `all`: both streams are in the file and can't be told apart. */
export type LogType = 'out' | 'err' | 'all';

export interface LogSource {
  path: string;
  type: LogType;
  app: string;
  /** null: several instances write to the file. */
  id: number | null;
}

/** What of an instance says where its output is. */
export type LogFiles = Pick<InstanceDetails, 'id' | 'name' | 'outFile' | 'errorFile' | 'combinedFile'>;

/** Each file once, standard output before error output of each instance. */
export function sourcesOf(instances: readonly LogFiles[], streams: LogType): LogSource[] {
  const sources = new Map<string, LogSource>();
  for (const source of instances.flatMap(filesOf)) {
    const other = sources.get(source.path);
    sources.set(source.path, other ? shared(other, source) : source);
  }
  return [...sources.values()].filter(({ type }) => streams === 'all' || type === 'all' || type === streams);
}

function filesOf({ id, name: app, outFile, errorFile, combinedFile }: LogFiles): LogSource[] {
  const files: [string | null, LogType][] = [
    [outFile, 'out'],
    [errorFile, 'err'],
  ];
  if (outFile === null && errorFile === null) files.push([combinedFile, 'all']);
  return files.flatMap(([path, type]) => (path === null ? [] : [{ path, type, app, id }]));
}

function shared(one: LogSource, other: LogSource): LogSource {
  return {
    path: one.path,
    type: one.type === other.type ? one.type : 'all',
    app: one.app === other.app ? one.app : `${one.app}, ${other.app}`,
    id: one.id === other.id ? one.id : null,
  };
}

/** As it stands before each line: `0|api`. */
export const labelOf = ({ app, id }: LogSource): string => (id === null ? app : `${id}|${app}`);
