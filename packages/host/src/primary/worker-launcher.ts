/** Starts cluster workers as a host wants them: leaders of their own group, with exactly the environment declared. */

import type { ChildProcess, ForkOptions } from 'node:child_process';
import type { Cluster, Worker } from 'node:cluster';
import { PmxError, type PrimaryIdentity, type SpawnParams } from '@pmx/protocol';

type Fork = (file: string, args: readonly string[], options: ForkOptions) => ChildProcess;

export type StartWorker = (params: SpawnParams, stdio: [number, number, number]) => Worker;

/**
 * Loads node:cluster. To be called once, before anything else has loaded it: it keeps the `fork` that it finds then,
 * and that one is ours. `cluster.fork` has no options for a process group, nor for an environment without our own.
 */
export function loadCluster(scheduling: PrimaryIdentity['scheduling']): StartWorker {
  const childProcess: { fork: Fork } = require('node:child_process');
  const usualFork = childProcess.fork;
  let start: ((options: ForkOptions) => ChildProcess) | null = null;
  childProcess.fork = (file, args, options) => start?.(options) ?? usualFork(file, args, options);
  const cluster: Cluster = require('node:cluster');
  childProcess.fork = usualFork;
  cluster.schedulingPolicy = scheduling === 'shared' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  return (params, stdio) => {
    start = (options) => forkProgram(usualFork, params, stdio, options);
    try {
      return checked(cluster.fork(), params);
    } finally {
      start = null;
    }
  };
}

/** Node's own options, such as the worker's number and the IPC's serialization, stay as they are. */
function forkProgram(
  fork: Fork,
  { file, args, argv0, cwd, env, uid, gid }: SpawnParams,
  stdio: [number, number, number],
  options: ForkOptions,
): ChildProcess {
  // `fork` puts its first argument before the others: together they are the program's arguments as they were given.
  const [first = '', ...rest] = args;
  const own: ForkOptions & { argv0: string } = {
    ...options,
    execPath: file,
    execArgv: [],
    argv0: argv0 ?? file,
    cwd,
    env: { ...env, NODE_UNIQUE_ID: options.env?.NODE_UNIQUE_ID },
    stdio: [...stdio, 'ipc'],
    detached: true,
    ...(uid === null ? {} : { uid }),
    ...(gid === null ? {} : { gid }),
  };
  return fork(first, rest, own);
}

/** A Node that took `fork` from elsewhere would have started something else. */
function checked(worker: Worker, { file, key }: SpawnParams): Worker {
  // Emitted when it could not be started or a signal not be delivered; both are answered elsewhere.
  worker.on('error', () => {});
  if (worker.process.spawnfile === file) return worker;
  worker.process.kill('SIGKILL');
  throw new PmxError(
    'PMX_ERR_UNSUPPORTED',
    `Node ${process.version} does not start the cluster worker ${key} as it was told to.`,
    'Use another version of Node, or exec_mode: fork.',
  );
}
