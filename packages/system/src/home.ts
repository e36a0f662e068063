/** The home of one pmx: its files, its sockets, and who may touch them. */

import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PmxError } from '@pmx/protocol';

/** Bytes of a socket's path that Linux (108) and macOS (104) both take, with the ending NUL. */
const MAX_SOCKET_PATH = 103;

export interface Home {
  readonly dir: string;
  readonly daemonPid: string;
  readonly keeperPid: string;
  readonly daemonLog: string;
  readonly keeperLog: string;
  readonly logDir: string;
  readonly pidDir: string;
  /** FIFOs and process records of the keeper; of this boot only. */
  readonly runDir: string;
  readonly lockDir: string;
  /** Desired state, as it changes. */
  readonly stateFile: string;
  /** What `pmx save` wrote. */
  readonly dumpFile: string;
  /** What happened to apps, newest entries. */
  readonly journalFile: string;
  /** Heap snapshots that pmx took by itself. */
  readonly heapDir: string;
  /** Where the sockets are: the home, or a short folder of its own when the home's path is too long. */
  readonly socketDir: string;
  readonly daemonSocket: string;
  readonly keeperSocket: string;
  readonly agentSocket: string;
}

/** The layout of the home at `dir` (absolute). Touches nothing. */
export function homeAt(dir: string): Home {
  const socketDir = fits(join(dir, 'daemon.sock')) ? dir : shortSocketDir(dir);
  return {
    dir,
    daemonPid: join(dir, 'daemon.pid'),
    keeperPid: join(dir, 'keeper.pid'),
    daemonLog: join(dir, 'daemon.log'),
    keeperLog: join(dir, 'keeper.log'),
    logDir: join(dir, 'logs'),
    pidDir: join(dir, 'pids'),
    runDir: join(dir, 'run'),
    lockDir: join(dir, 'lock'),
    stateFile: join(dir, 'state.json'),
    dumpFile: join(dir, 'dump.json'),
    journalFile: join(dir, 'journal.jsonl'),
    heapDir: join(dir, 'heaps'),
    socketDir,
    daemonSocket: join(socketDir, 'daemon.sock'),
    keeperSocket: join(socketDir, 'keeper.sock'),
    agentSocket: join(socketDir, 'agent.sock'),
  };
}

const fits = (path: string): boolean => Buffer.byteLength(path) <= MAX_SOCKET_PATH;

/** The same for every process of one user, whatever its environment: neither TMPDIR nor XDG_RUNTIME_DIR is asked. */
function shortSocketDir(dir: string): string {
  // Loaded here alone: few homes are so long, and it would cost each command its milliseconds.
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  const digest = createHash('sha256').update(dir).digest('hex').slice(0, 16);
  return `/tmp/pmx-${userId()}-${digest}`;
}

const userId = (): number => process.getuid?.() ?? 0;

/**
 * Makes the folders of the home, 0700, and refuses one that is not ours alone (invariant 8).
 * @throws {PmxError} PMX_ERR_HOME_UNSAFE
 */
export function prepareHome(home: Home): void {
  process.umask(0o077);
  for (const dir of [home.dir, home.socketDir, home.logDir, home.pidDir, home.runDir, home.lockDir]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }
  checkHome(home);
  chmodSync(home.dir, 0o700);
}

/**
 * Refuses a home, or a folder of sockets, that another user owns or may write to. One that does not exist is fine.
 * @throws {PmxError} PMX_ERR_HOME_UNSAFE
 */
export function checkHome(home: Home): void {
  for (const dir of new Set([home.dir, home.socketDir])) {
    const stat = lstatSync(dir, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (stat.uid !== userId()) {
      throw unsafe(dir, `belongs to the user with id ${stat.uid}`, 'Choose another folder with PMX_HOME.');
    }
    if (!stat.isSymbolicLink() && (stat.mode & 0o022) !== 0) {
      throw unsafe(dir, 'can be written to by other users', `Run: chmod 700 ${dir}`);
    }
  }
}

function unsafe(dir: string, what: string, advice: string): PmxError {
  return new PmxError('PMX_ERR_HOME_UNSAFE', `The home ${dir} ${what}.`, advice, { dir });
}
