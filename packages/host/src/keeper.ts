/** The keeper: the host of programs in any language. It brings the daemon back. */

import type { Home } from '@pmx/system';
import { type DaemonFile, DaemonFiles } from './daemon-files';
import type { DaemonLink } from './daemon-link';
import { DaemonStarter } from './daemon-starter';
import { Host } from './host';
import { launchProgram } from './start-program';

/** Milliseconds that a new keeper waits for its daemon, which has just started it. */
const DAEMON_DUE = 10_000;
/** The same, after a daemon has left for a newer one that somebody is about to start. */
const NEXT_DAEMON_DUE = 5_000;

export interface KeeperPort {
  home: Home;
  version: string;
  /** Starts a daemon and tells how it ended. `program`: null: none has said what it is. */
  startDaemon(program: DaemonFile | null, ended: (how: string) => void): void;
  log(message: string): void;
  /** The daemon has asked the keeper to end. */
  onShutdown(): void;
}

export class Keeper {
  private readonly host: Host;
  private readonly daemon: DaemonStarter;
  private readonly files = new DaemonFiles();

  constructor({ home, version, startDaemon, log, onShutdown }: KeeperPort) {
    this.host = new Host({
      dir: home.runDir,
      name: 'The keeper',
      version,
      launch: launchProgram,
      methods: {},
      log,
      connected: () => this.daemon.connected(),
      lost: () => this.daemon.lost(),
      left: () => this.daemon.expectWithin(NEXT_DAEMON_DUE),
      learnDaemon: (program) => this.files.learn(program),
      onShutdown,
    });
    this.daemon = new DaemonStarter({
      start: (ended, attempt) => startDaemon(this.files.choose(attempt), ended),
      isConnected: () => this.link.isConnected,
      log,
    });
  }

  get link(): DaemonLink {
    return this.host.link;
  }

  /** Takes over what an earlier keeper left. To be called once, before any connection is accepted. */
  async adopt(): Promise<void> {
    await this.host.adopt();
    this.daemon.expectWithin(DAEMON_DUE);
  }

  /** Ends without touching the programs: another keeper can adopt them. */
  close(): void {
    this.daemon.stop();
    this.host.close();
  }
}
