/** Which daemon is to be started: the one that ran last or, when that one does not stay, the one before it. */

/** What starts a daemon: a Node and its program file. */
export interface DaemonFile {
  node: string;
  file: string;
}

/** Attempts in a row that only the last one gets. */
const TRUST = 5;

export class DaemonFiles {
  private latest: DaemonFile | null = null;
  private former: DaemonFile | null = null;

  /** This one has connected. */
  learn(program: DaemonFile): void {
    if (program.file === this.latest?.file && program.node === this.latest.node) return;
    this.former = this.latest;
    this.latest = program;
  }

  /**
   * @param attempt number in a row, from 1
   * @returns null: none has said what it is
   */
  choose(attempt: number): DaemonFile | null {
    return attempt > TRUST && attempt % 2 === 0 ? (this.former ?? this.latest) : this.latest;
  }
}
