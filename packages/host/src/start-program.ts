/** Starts a program on given descriptors. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { PmxError, type SpawnParams } from '@pmx/protocol';

/** Starts a process, synchronously. A refusal is thrown, or emitted as 'error' by a child without a pid. */
export type Launch = (params: SpawnParams, stdio: [number, number, number]) => ChildProcess;

/** What programs start with: the keeper's own mask of 077 is not for them. */
export const USUAL_UMASK = 0o022;

/**
 * Starts the program as the leader of a process group and session of its own.
 * @param stdio descriptors of its standard streams; they stay open here
 * @throws {PmxError} PMX_ERR_SPAWN with the system's reason
 */
export async function startProgram(
  params: SpawnParams,
  stdio: [number, number, number],
  launch: Launch = launchProgram,
): Promise<ChildProcess> {
  const child = launchMasked(params, stdio, launch);
  if (child.pid === undefined) {
    const [error] = await once(child, 'error');
    throw refusal(params, error);
  }
  // Emitted when a signal can't be delivered; signals are sent by pid here, and answered there.
  child.on('error', () => {});
  return child;
}

/** The usual way: any program, as it is. */
export const launchProgram: Launch = ({ file, args, argv0, cwd, env, uid, gid }, stdio) =>
  spawn(file, args, {
    argv0: argv0 ?? file,
    cwd,
    env,
    stdio,
    detached: true,
    ...(uid === null ? {} : { uid }),
    ...(gid === null ? {} : { gid }),
  });

function launchMasked(params: SpawnParams, stdio: [number, number, number], launch: Launch): ChildProcess {
  const own = process.umask(params.umask ?? USUAL_UMASK);
  try {
    return launch(params, stdio);
  } catch (error) {
    throw refusal(params, error);
  } finally {
    process.umask(own);
  }
}

function refusal({ file, cwd }: SpawnParams, cause: unknown): PmxError {
  const error = cause as NodeJS.ErrnoException;
  const reason = reasonOf(error);
  // The system says ENOENT for both.
  if (error.code === 'ENOENT' && !isFolder(cwd)) {
    return spawnError(
      `The working directory ${cwd} does not exist.`,
      'Create it, or set another cwd.',
      error,
    );
  }
  return spawnError(`The system refused to start ${file}: ${reason}.`, ADVICE[error.code ?? ''] ?? '', error);
}

const ADVICE: Record<string, string> = {
  ENOENT: 'Check that the file exists, and that the interpreter of its first line does.',
  EACCES: 'Check the execute permission of the file and the permissions of its folders.',
  EPERM: 'Only root can start programs as another user.',
  E2BIG: 'Arguments and environment together are too large.',
  EAGAIN: 'The limit on the number of processes is reached; see ulimit -u.',
  EMFILE: 'The keeper has too many files open; raise the limit on open files (ulimit -n).',
  ENFILE: 'The machine has too many files open.',
  ENOMEM: 'The machine is out of memory.',
};

function spawnError(message: string, advice: string, { code }: NodeJS.ErrnoException): PmxError {
  return new PmxError('PMX_ERR_SPAWN', message, advice, { reason: code ?? null });
}

/** `ENOENT, no such file or directory`. */
function reasonOf({ errno, message }: NodeJS.ErrnoException): string {
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  return known === undefined ? message : `${known[0]}, ${known[1]}`;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
