/** Starts the processes that hold others: the keeper by itself, a primary through the keeper. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PmxError, PRIMARY_VARIABLE, type PrimaryIdentity, type SpawnParams } from '@pmx/protocol';
import { type Home, spawnOwnProcess } from '@pmx/system';
import type { App } from '../apps/app';
import { baseEnvironment, resolveLaunch, type Surroundings } from '../launch';
import type { HostLink } from './host-link';

/** The keeper is nobody's child: it outlives the daemon. */
export function launchKeeper(keeperFile: string, home: Home, env: Record<string, string>): void {
  const child = spawnOwnProcess(keeperFile, { ...env, PMX_HOME: home.dir }, home.keeperLog);
  child.on('error', () => {
    // The attempts to connect run into their deadline, and that is told.
  });
  child.unref();
}

/** Short and the same for each daemon: the name itself may be too long for a socket's path. */
const digestOf = (app: App): string => createHash('sha256').update(app.spec.name).digest('hex').slice(0, 10);

export const primarySocket = (home: Home, app: App): string =>
  join(home.socketDir, `c-${digestOf(app)}.sock`);

/** Never a key of an instance. */
export const primaryKey = (app: App): string => `primary-${digestOf(app)}`;

const LOG_ROTATION = { maxSize: 10_000_000, keep: 1, compress: false, totalSize: 10_000_000 };

/**
 * Has the keeper start the app's cluster primary, run by the app's own Node.
 * @throws {PmxError} when the app is no Node program, or what the keeper answers
 */
export async function launchPrimary(
  app: App,
  primaryFile: string,
  home: Home,
  surroundings: Surroundings,
  keeper: HostLink,
): Promise<void> {
  const { spec, inherited } = app;
  const launch = await resolveLaunch(spec, inherited, surroundings);
  if (launch.nodeVersion === null) throw notNode(app);
  const key = primaryKey(app);
  const log = { path: join(home.dir, 'primary.log'), dateFormat: null, json: null, rotation: LOG_ROTATION };
  const identity: PrimaryIdentity = {
    socket: primarySocket(home, app),
    runDir: join(home.runDir, key),
    app: spec.name,
    scheduling: spec.scheduling,
  };
  const params: SpawnParams = {
    key,
    file: launch.interpreter,
    args: [primaryFile],
    argv0: null,
    cwd: '/',
    env: { ...baseEnvironment(spec, inherited), [PRIMARY_VARIABLE]: JSON.stringify(identity) },
    uid: null,
    gid: null,
    out: [log],
    error: [log],
  };
  if (!keeper.isCompatible) await keeper.replace();
  // The record of one that has ended would stand in the way.
  await keeper.call('host.forget', { key }).catch(() => {});
  await keeper.call('host.spawn', params);
}

function notNode({ spec }: App): PmxError {
  return new PmxError(
    'PMX_ERR_INVALID_SPEC',
    `${spec.name}: only Node programs run in cluster mode.`,
    'Use exec_mode "fork": each instance is then a process of its own.',
  );
}
