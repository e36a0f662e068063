/** The shape of each method's parameters. */

import type { ApiMethod, ApiRequests, Caller, RestartParams, Target } from '@pmx/protocol';
import {
  anything,
  boolean,
  list,
  nullable,
  number,
  object,
  oneOf,
  record,
  type Shape,
  string,
  strings,
  word,
} from './shape';

const target: Shape<Target> = (value, where) => {
  const kind = oneOf('name', 'config')(record(value, where).kind, `${where}.kind`);
  return kind === 'name'
    ? object<Extract<Target, { kind: 'name' }>>({ kind: oneOf('name'), value: word, cwd: nullable(word) })(
        value,
        where,
      )
    : object<Extract<Target, { kind: 'config' }>>({
        kind: oneOf('config'),
        file: string,
        apps: list(record),
      })(value, where);
};

const targets = object({ targets: list(target) });
const nothing = object<Record<string, never>>({});
const caller = object<Caller>({ cwd: string, env: strings });

const restart = {
  targets: list(target),
  caller,
  overrides: record,
  envName: nullable(word),
  only: list(word),
  updateEnv: boolean,
} satisfies { [K in keyof RestartParams]: Shape<RestartParams[K]> };

export const PARAMS: { [M in ApiMethod]: Shape<ApiRequests[M]['params']> } = {
  ping: nothing,
  list: nothing,
  describe: targets,
  start: object({ ...restart, force: boolean, running: oneOf('error', 'restart', 'reload') }),
  restart: object(restart),
  reload: object(restart),
  stop: targets,
  delete: targets,
  scale: object({ target: word, count: word }),
  reset: targets,
  signal: object({ targets: list(target), signal: word }),
  send: object({ target: word, data: string }),
  message: object({ target: word, value: anything }),
  flush: targets,
  reloadLogs: targets,
  save: object({ force: boolean }),
  resurrect: object({ caller }),
  subscribe: object({ events: list(word) }),
  history: object({ targets: list(target), limit: number, since: nullable(number) }),
  why: targets,
  metrics: targets,
  monitor: object({ focus: nullable(number) }),
  profile: object({ target: word, kind: oneOf('cpu', 'heap'), duration: number, file: string }),
  heapSnapshot: object({ target: word, file: string }),
  gc: targets,
  trigger: object({ targets: list(target), action: word, params: anything, deadline: number }),
  leave: object({ apps: oneOf('keep', 'stop') }),
  renewHosts: nothing,
  kill: nothing,
};
