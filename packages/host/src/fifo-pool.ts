/** The FIFOs of programs: made many at a time, used again once nobody holds them. */

import { execFile } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Three FIFOs for the standard streams of one program. */
export interface FifoSet {
  /** Names the set in its folder. */
  name: string;
  stdin: string;
  stdout: string;
  stderr: string;
}

/** Sets kept for later; the FIFOs of others are removed. */
const MAX_FREE = 256;
const NAME = /^fifo-(\d+)$/;
const mkfifo = promisify(execFile);

export function fifoSetAt(dir: string, name: string): FifoSet {
  const path = (stream: string): string => join(dir, `${name}.${stream}`);
  return { name, stdin: path('in'), stdout: path('out'), stderr: path('err') };
}

const pathsOf = ({ stdin, stdout, stderr }: FifoSet): string[] => [stdin, stdout, stderr];

interface Waiter {
  resolve(set: FifoSet): void;
  reject(error: Error): void;
}

export class FifoPool {
  private readonly free: FifoSet[] = [];
  private waiting: Waiter[] = [];
  private making = false;
  private lastNumber = 0;

  constructor(private readonly dir: string) {}

  /** Removes the FIFOs that an earlier keeper left, except the sets named in `used`. */
  clean(used: ReadonlySet<string>): void {
    for (const file of readdirSync(this.dir)) {
      const name = file.slice(0, file.indexOf('.'));
      const number = NAME.exec(name)?.[1];
      if (number === undefined) continue;
      if (used.has(name)) this.lastNumber = Math.max(this.lastNumber, Number(number));
      else rmSync(join(this.dir, file), { force: true });
    }
  }

  /** A set that nobody holds. Those asked for in one tick are made by one command. */
  take(): Promise<FifoSet> {
    const set = this.free.pop();
    if (set !== undefined) return Promise.resolve(set);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      if (!this.making) {
        this.making = true;
        setImmediate(() => void this.make());
      }
    });
  }

  /** Takes back the set of that name, whose readers have seen its end. */
  giveBack(name: string): void {
    const set = fifoSetAt(this.dir, name);
    if (this.free.length < MAX_FREE && isComplete(set) && isUnheld(set.stdin)) this.free.push(set);
    else removeSet(set);
  }

  /** Removes the free sets: the keeper ends. */
  dispose(): void {
    for (const set of this.free.splice(0)) removeSet(set);
  }

  private async make(): Promise<void> {
    while (this.waiting.length > 0) {
      const waiters = this.waiting.splice(0);
      const sets = waiters.map(() => fifoSetAt(this.dir, `fifo-${++this.lastNumber}`));
      try {
        await mkfifo('mkfifo', ['-m', '600', ...sets.flatMap(pathsOf)]);
        waiters.forEach((waiter, index) => {
          waiter.resolve(sets[index]!);
        });
      } catch (error) {
        for (const waiter of waiters) waiter.reject(error as Error);
      }
    }
    this.making = false;
  }
}

/** Whether no process has the FIFO open for reading: a program, or what it left behind, may still hold its stdin. */
export function isUnheld(path: string): boolean {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENXIO';
  }
}

/** Whether the three FIFOs are there and are FIFOs. */
export const isComplete = (set: FifoSet): boolean =>
  pathsOf(set).every((path) => lstatSync(path, { throwIfNoEntry: false })?.isFIFO());

export function removeSet(set: FifoSet): void {
  for (const path of pathsOf(set)) rmSync(path, { force: true });
}
