/**
 * Follows one log file. It reads when told to and gives its lines to a sink that it waits for, so that a reader
 * who has stopped costs nothing (invariant 6).
 */

import { stat } from 'node:fs/promises';
import { type Line, LineSplitter } from './lines';
import { isCurrent, missedBetween, notIn, type OpenLog, openLog } from './open-log';
import { listRotated, type RotatedFile, readRotated, tailOfRotated } from './rotated';
import { findTailStart } from './tail';

/** @param live false: the lines were there before anybody looked */
export type LineSink = (lines: Line[], live: boolean) => Promise<void>;

const CHUNK = 64 * 1024;

export class FileFollower {
  private log: OpenLog | null = null;
  private offset = 0;
  private readonly splitter = new LineSplitter();
  private closed = false;
  /** Rotated files that were there when the log file was first looked for. */
  private rotated: RotatedFile[] = [];

  constructor(
    readonly path: string,
    private readonly sink: LineSink,
  ) {}

  /** Whether the beginning of a line is held back until its end is seen. */
  get holdsPartialLine(): boolean {
    return this.splitter.holds > 0;
  }

  /**
   * Shows the last lines, from rotated files too when the file has too few, and goes on from there.
   * @param youngerThan epoch milliseconds: of a file made after this, all lines are shown
   */
  async begin(lines: number, youngerThan = Number.POSITIVE_INFINITY): Promise<void> {
    this.rotated = await listRotated(this.path);
    this.log = await openLog(this.path);
    if (this.log !== null && this.log.birth >= youngerThan) return;
    const size = this.log === null ? 0 : (await this.log.handle.stat()).size;
    const tail =
      this.log === null ? { offset: 0, lines: 0 } : await findTailStart(this.log.handle, size, lines);
    if (tail.lines < lines) await this.give(await tailOfRotated(this.path, lines - tail.lines), false);
    this.offset = tail.offset;
    await this.readTo(size, false);
  }

  /** Reads all that has come, across truncations and rotations. */
  async catchUp(): Promise<void> {
    while (!this.closed) {
      const log = this.log ?? (await this.arrive());
      if (log === null || (await this.isUpToDate(log))) return;
      await this.readToEnd(log);
      if (!(await this.wasReplaced(log))) return;
      await this.moveOn(log);
    }
  }

  /** Gives out the partial line. */
  async flush(): Promise<void> {
    await this.give(this.splitter.flush(), true);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.log?.handle.close().catch(() => {});
    this.log = null;
  }

  /** Takes up a file that was not there before; it may have been rotated already. */
  private async arrive(): Promise<OpenLog | null> {
    const log = await openLog(this.path);
    if (log !== null) await this.switchTo(log, notIn(this.rotated, log.rotated));
    return log;
  }

  private async isUpToDate({ dev, ino }: OpenLog): Promise<boolean> {
    const now = await stat(this.path).catch(() => null);
    return now !== null && now.ino === ino && now.dev === dev && now.size === this.offset;
  }

  private async readToEnd({ handle }: OpenLog): Promise<void> {
    while (!this.closed) {
      await this.readTo(Number.POSITIVE_INFINITY, true);
      if (this.closed || (await handle.stat()).size >= this.offset) return;
      // It was emptied (flush, or a foreign copytruncate): what comes next is at its beginning.
      this.offset = 0;
    }
  }

  private async readTo(end: number, live: boolean): Promise<void> {
    while (this.log !== null && !this.closed && this.offset < end) {
      // A new buffer each time: the splitter keeps the unfinished line in it.
      const buffer = Buffer.allocUnsafe(CHUNK);
      const wanted = Math.min(CHUNK, end - this.offset);
      const { bytesRead } = await this.log.handle.read(buffer, 0, wanted, this.offset);
      if (bytesRead === 0) return;
      this.offset += bytesRead;
      await this.give(this.splitter.push(buffer.subarray(0, bytesRead)), live);
    }
  }

  /**
   * Whether another file has taken its place. Until the new one has content its writer may still be at the old one:
   * a foreign logrotate makes the file first and tells the writer afterwards.
   */
  private async wasReplaced(log: OpenLog): Promise<boolean> {
    const now = await stat(this.path).catch(() => null);
    return !this.closed && now !== null && now.size > 0 && !(await isCurrent(log, this.path));
  }

  private async moveOn(old: OpenLog): Promise<void> {
    await this.readToEnd(old);
    const next = await openLog(this.path);
    if (next === null) return;
    await this.switchTo(next, await missedBetween(old, next));
    await old.handle.close();
  }

  private async switchTo(next: OpenLog, missed: RotatedFile[]): Promise<void> {
    for (const file of missed) {
      for await (const chunk of readRotated(file)) await this.give(this.splitter.push(chunk), true);
    }
    this.log = next;
    this.offset = 0;
    if (this.closed) await this.close();
  }

  private async give(lines: Line[], live: boolean): Promise<void> {
    if (lines.length > 0 && !this.closed) await this.sink(lines, live);
  }
}
