/** From a home to a client. */

import type { Socket } from 'node:net';
import { EXIT_DISK_FULL, PmxError } from '@pmx/protocol';
import { checkHome, type Home, lockHolder } from '@pmx/system';
import { Client, type ClientEvents } from './client';
import type { DaemonProgram, Launch } from './launch';
import { openSocket } from './socket';

export interface ConnectOptions extends ClientEvents {
  /** The daemon to launch when none answers; absent or null: none is launched. */
  daemon?: DaemonProgram | null;
}

/** Milliseconds between two attempts while the daemon comes up. */
const RETRY = 10;

/** Milliseconds that the daemon has to come up: on an overloaded machine, and as long as the keeper may take. */
const LAUNCH_DEADLINE = 30_000;

/** The same for one that takes the place of another. */
const NEXT_DEADLINE = 4_000;

/**
 * Connects to the daemon of a home.
 * @throws {PmxError} PMX_ERR_HOME_UNSAFE; PMX_ERR_NOT_RUNNING when no daemon runs and none may be launched;
 *   PMX_ERR_DAEMON_START when it did not come up
 */
export async function connectTo(home: Home, options: ConnectOptions = {}): Promise<Client> {
  checkHome(home);
  const socket =
    (await openSocket(home.daemonSocket)) ?? (await launchAndConnect(home, options.daemon ?? null));
  // Who listens for events has to know when a connection is lost.
  const isPlain = !options.onEvent && !options.onTick && !options.onClose;
  return new Client(socket, options, isPlain ? () => awaitNext(home) : null);
}

/** The daemon that the keeper or an update brings; none is launched: its end may have been asked for. @returns null: none came */
async function awaitNext(home: Home): Promise<Socket | null> {
  const deadline = performance.now() + NEXT_DEADLINE;
  for (;;) {
    const socket = await openSocket(home.daemonSocket);
    if (socket !== null || performance.now() > deadline) return socket;
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

async function launchAndConnect(home: Home, daemon: DaemonProgram | null): Promise<Socket> {
  if (daemon === null) {
    throw new PmxError(
      'PMX_ERR_NOT_RUNNING',
      `No daemon runs in ${home.dir}.`,
      'Any `pmx start` launches it.',
    );
  }
  // It lives without us, and must not keep us alive; while it comes up, the attempts to connect do.
  const begin = async (): Promise<Launch> => {
    const launched = await launch(home, daemon);
    launched.child.unref();
    return launched;
  };
  return awaitDaemon(home, await begin(), begin);
}

/** Starts a daemon without waiting for it. Spawning is loaded here alone: most commands find a daemon. */
export async function launch(home: Home, daemon: DaemonProgram): Promise<Launch> {
  return (await import('./launch')).launchDaemon(home, daemon);
}

/**
 * Tries until the daemon listens, whether it is the one launched or one that another command launched before.
 * @param again launches another one, where the one that this one made way for was on its way out
 */
export async function awaitDaemon(home: Home, first: Launch, again?: () => Promise<Launch>): Promise<Socket> {
  let launch = first;
  const deadline = performance.now() + LAUNCH_DEADLINE;
  for (;;) {
    const socket = await openSocket(home.daemonSocket);
    if (socket !== null) return socket;
    if (hasFailed(launch)) throw startFailed(home, launch, 'ended while it was coming up');
    if (again && madeWayForNobody(home, launch)) launch = await again();
    if (performance.now() > deadline) {
      throw startFailed(home, launch, `did not listen within ${LAUNCH_DEADLINE / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

/** Code 0: it left the field to another daemon, which will listen soon. */
const hasFailed = ({ exit }: Launch): boolean => exit !== null && exit.code !== 0;

const madeWayForNobody = (home: Home, { exit }: Launch): boolean =>
  exit?.code === 0 && lockHolder(home.lockDir, 'daemon') === null;

function startFailed(home: Home, launch: Launch, what: string): PmxError {
  if (launch.exit?.code === EXIT_DISK_FULL) return diskFull(home);
  const log = launch.logTail();
  const said = log.length === 0 ? '' : `\n  ${log.join('\n  ')}`;
  return new PmxError('PMX_ERR_DAEMON_START', `The daemon ${what}.${said}`, `Its log: ${home.daemonLog}`, {
    log,
  });
}

const diskFull = ({ dir }: Home): PmxError =>
  new PmxError(
    'PMX_ERR_DAEMON_START',
    `The daemon cannot start: no space is left on the disk of ${dir}.`,
    `Free some space there; the largest files may be in ${dir}/logs. Apps that run go on meanwhile.`,
    { dir },
  );
