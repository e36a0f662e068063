/** One log file: appended to synchronously, rotated at line boundaries, never a reason to stop. */

import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { RotationSpec } from '@pmx/supervision';
import { monotonicNow } from '@pmx/system';
import type { Compressor } from './compressor';
import { DropCounter } from './drop-counter';
import { nextRotatedPath, removeRotated, tidyRotated } from './rotated-files';
import { bytesThatFit } from './rotation';
import { NEWLINE } from './text';

/** O_NONBLOCK: a log "file" that is a FIFO without a reader must not hold up the keeper. */
const FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Milliseconds after which a rotation that failed is tried again. */
const ROTATION_RETRY = 10_000;

export interface LogFileEvents {
  /** Bytes were lost since the last report. At most once a second. */
  dropped(path: string, bytes: number, reason: string): void;
  /** Something is wrong that costs no output. */
  warn(message: string): void;
}

export class LogFile {
  /** Streams that write to it. */
  users = 0;
  private fd: number | null = null;
  private size = 0;
  private lineBytes = 0;
  private canRotate = false;
  /** Monotonic milliseconds. */
  private noRotationBefore = 0;
  private readonly drops: DropCounter;

  constructor(
    readonly path: string,
    public rotation: RotationSpec,
    private readonly compressor: Compressor,
    private readonly events: LogFileEvents,
  ) {
    this.drops = new DropCounter((bytes, reason) => events.dropped(path, bytes, reason));
  }

  get isShared(): boolean {
    return this.users > 1;
  }

  /** Whether nothing but whole lines are in it. */
  get endsLine(): boolean {
    return endsLine(this.path, statSync(this.path, { throwIfNoEntry: false })?.size ?? 0);
  }

  /** Writes the bytes. What can't be written is dropped and counted; the next call tries again. */
  append(bytes: Buffer): void {
    let left = bytes;
    let rotated = false;
    try {
      this.open();
      while (left.length > 0) {
        const fitting = this.fitting(left);
        this.write(left.subarray(0, fitting));
        left = left.subarray(fitting);
        if (left.length > 0) rotated = this.rotate() || rotated;
      }
    } catch (error) {
      this.drops.add(
        error instanceof PartialWrite ? left.length - error.written : left.length,
        reasonOf(error),
      );
    }
    // Last: while there is something left to write, a SIGKILL costs lines.
    if (rotated) this.tidy();
  }

  /** Makes the file, so that it can be followed before the first output. What goes wrong is told with that. */
  prepare(): void {
    try {
      this.open();
    } catch {}
  }

  /** Opens the path anew: somebody else has renamed or removed the file. */
  reopen(): void {
    this.close();
    try {
      this.open();
    } catch (error) {
      this.events.warn(`cannot open ${this.path}: ${reasonOf(error)}`);
    }
  }

  /** Empties the file and removes its rotated files. */
  flush(): void {
    this.reopen();
    removeRotated(this.path);
    if (this.fd === null || !this.canRotate) return;
    ftruncateSync(this.fd, 0);
    this.size = 0;
    this.lineBytes = 0;
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  private open(): void {
    if (this.fd !== null) return;
    this.fd = openCreating(this.path);
    const stat = fstatSync(this.fd);
    this.canRotate = stat.isFile();
    this.size = stat.size;
    // Looked up only when it matters: most files are never rotated by this keeper.
    this.lineBytes = stat.size === 0 ? 0 : Number.NaN;
  }

  private fitting(bytes: Buffer): number {
    const { maxSize } = this.rotation;
    if (!this.canRotate || maxSize === 0 || monotonicNow() < this.noRotationBefore) return bytes.length;
    if (this.size + bytes.length > maxSize) this.lookAgain();
    return bytesThatFit(bytes, { size: this.size, lineBytes: this.lineBytes }, maxSize);
  }

  /** Another process may have truncated the file, or appended to it. */
  private lookAgain(): void {
    const { size } = fstatSync(this.fd!);
    if (size === this.size && !Number.isNaN(this.lineBytes)) return;
    this.size = size;
    this.lineBytes = endsLine(this.path, size) ? 0 : 1;
  }

  private write(bytes: Buffer): void {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.fd!, bytes, written);
    } catch (error) {
      throw new PartialWrite(written, error as Error);
    } finally {
      this.count(bytes.subarray(0, written));
    }
  }

  private count(written: Buffer): void {
    this.size += written.length;
    const newline = written.lastIndexOf(NEWLINE);
    this.lineBytes = newline === -1 ? this.lineBytes + written.length : written.length - newline - 1;
  }

  /** @returns whether the bytes that follow go to a new file */
  private rotate(): boolean {
    try {
      if (this.isStillInPlace()) renameSync(this.path, nextRotatedPath(this.path));
    } catch (error) {
      // No line is lost for it: the file grows until it can be done, and that is said.
      this.noRotationBefore = monotonicNow() + ROTATION_RETRY;
      this.events.warn(`cannot rotate ${this.path}: ${reasonOf(error)}`);
      return false;
    }
    this.close();
    this.open();
    return true;
  }

  private tidy(): void {
    try {
      tidyRotated(this.path, this.rotation, this.compressor);
    } catch (error) {
      this.events.warn(`cannot tidy the rotated files of ${this.path}: ${reasonOf(error)}`);
    }
  }

  /** False after somebody else's rename or removal: then the path is not ours to rename. */
  private isStillInPlace(): boolean {
    const there = statSync(this.path, { throwIfNoEntry: false });
    const ours = fstatSync(this.fd!);
    return there !== undefined && there.ino === ours.ino && there.dev === ours.dev;
  }
}

class PartialWrite extends Error {
  constructor(
    readonly written: number,
    override readonly cause: Error,
  ) {
    super(cause.message);
  }
}

const reasonOf = (error: unknown): string => (error as Error).message;

function openCreating(path: string): number {
  try {
    return openSync(path, FLAGS, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, FLAGS, 0o600);
  }
}

/** Whether the last of the file's `size` bytes is a newline; a file that can't be read counts as one that ends so. */
function endsLine(path: string, size: number): boolean {
  if (size === 0) return true;
  try {
    return lastByte(path, size) === NEWLINE;
  } catch {
    return true;
  }
}

function lastByte(path: string, size: number): number | undefined {
  const fd = openSync(path, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(fd, last, 0, 1, size - 1);
    return last[0];
  } finally {
    closeSync(fd);
  }
}
