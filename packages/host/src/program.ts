/** One program that the keeper keeps: from its start, or its adoption, until the daemon is through with it. */

import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { type HostedProcess, PmxError } from '@pmx/protocol';
import type { ExitStatus } from '@pmx/supervision';
import { groupAlive, isSameProcess, processStat } from '@pmx/system';
import type { GroupWatch } from './group-watch';
import type { ProgramStreams } from './program-streams';
import type { ProcessRecord, RecordStore } from './records';

export interface ProgramEvents {
  exited(key: string, exit: ExitStatus, groupAlive: boolean): void;
  gone(key: string): void;
}

export interface ProgramTools {
  groups: GroupWatch;
  records: RecordStore;
  events: ProgramEvents;
}

export class Program {
  private groupGone = false;
  private gone = false;

  /** @param isChild an ended child keeps its pid until we have heard of its end; others' pids may be used again */
  constructor(
    readonly record: ProcessRecord,
    readonly streams: ProgramStreams,
    private readonly isChild: boolean,
    private readonly tools: ProgramTools,
  ) {}

  get view(): HostedProcess {
    const { key, pid, startTime, startedAt, exit } = this.record;
    return { key, pid, startTime, startedAt, exit, gone: this.gone };
  }

  /** Whether its main process has not ended. */
  get isRunning(): boolean {
    return this.record.exit === null;
  }

  /** Its main process has ended. */
  end(exit: ExitStatus): void {
    const { key, pid } = this.record;
    this.record.exit = exit;
    // First of all: the keeper may die before the daemon has heard of it, and nobody else has seen it.
    this.tools.records.save(this.record);
    const othersLive = this.groupLives();
    this.tools.events.exited(key, exit, othersLive);
    if (othersLive) this.tools.groups.whenEmpty(pid, () => this.groupEnded());
    else this.groupEnded();
  }

  /**
   * Signals the main process or the whole group.
   * @returns false when it has ended. A pid that may mean another process by now is not touched (invariant 3).
   */
  signal(signal: NodeJS.Signals, group: boolean): boolean {
    const { pid } = this.record;
    if (group) return this.ownsGroup() && kill(-pid, signal);
    return this.lives() && kill(pid, signal);
  }

  /** @throws {PmxError} PMX_ERR_NO_STDIN when it has ended or has not read what it got before */
  writeInput(bytes: Buffer): void {
    if (!this.lives()) throw noInput(this.record.key, 'has ended');
    const fd = openInput(this.streams.set.stdin, this.record.key);
    try {
      const written = writeSync(fd, bytes);
      if (written < bytes.length)
        throw noInput(this.record.key, `took only ${written} of ${bytes.length} bytes`);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EAGAIN'
        ? noInput(this.record.key, 'does not read')
        : error;
    } finally {
      closeSync(fd);
    }
  }

  private groupEnded(): void {
    this.groupGone = true;
    this.streams.whenRead(() => {
      this.gone = true;
      this.tools.events.gone(this.record.key);
    });
  }

  private lives(): boolean {
    const { pid, startTime, exit } = this.record;
    if (exit !== null) return false;
    return this.isChild || (startTime !== null && isSameProcess(pid, startTime));
  }

  /** While anybody is in the group, the system gives its number to nobody else. */
  private ownsGroup(): boolean {
    if (this.record.exit === null) return this.lives();
    return !this.groupGone && this.groupLives();
  }

  /** A process of that pid which began at another time leads another group: ours must have been empty before it came. */
  private groupLives(): boolean {
    const { pid, startTime } = this.record;
    const leader = processStat(pid);
    if (leader !== null && leader.startTime !== startTime) return false;
    return groupAlive(pid);
  }
}

function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function openInput(path: string, key: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    throw noInput(key, 'has closed its standard input');
  }
}

const noInput = (key: string, why: string): PmxError =>
  new PmxError('PMX_ERR_NO_STDIN', `The program ${key} ${why}.`, 'Check that it reads its standard input.', {
    key,
  });
