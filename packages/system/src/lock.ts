/**
 * A lock that its holder's death releases, whatever the way it died (invariant 4).
 *
 * Each taking makes a new file `name.N`, numbered one above the highest; the holder is the highest, while its process
 * lives. The highest file is never removed, only outnumbered: so numbers never come back, and two takers can't both
 * find themselves the highest.
 */

import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PmxError } from '@pmx/protocol';
import { writeFileAtomic } from './atomic-file';
import { bootId, isSameProcess, startTimeOf } from './process-identity';

interface Holder {
  pid: number;
  startTime: string | null;
  bootId: string;
}

export class Lock {
  private held = true;

  constructor(private readonly path: string) {}

  /** Lets others take it. A second call does nothing. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    try {
      writeFileAtomic(this.path, 'null', { fsync: false });
    } catch {
      // A full disk: then our death releases it.
    }
  }
}

/**
 * Takes the lock `name` in the folder `dir`, at once or not at all.
 * @throws {PmxError} PMX_ERR_LOCKED with `details.pid`, the holder's
 */
export function acquireLock(dir: string, name: string): Lock {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const draft = join(dir, `${name}.${process.pid}.draft`);
  const me: Holder = { pid: process.pid, startTime: startTimeOf(process.pid), bootId: bootId() };
  writeFileAtomic(draft, JSON.stringify(me), { fsync: false });
  try {
    return take(dir, name, draft);
  } finally {
    rmSync(draft, { force: true });
  }
}

function take(dir: string, name: string, draft: string): Lock {
  for (;;) {
    const highest = Math.max(0, ...numbers(dir, name));
    refuseIfHeld(fileOf(dir, name, highest), name);
    const mine = fileOf(dir, name, highest + 1);
    if (!link(draft, mine)) continue;
    if (Math.max(...numbers(dir, name)) === highest + 1) {
      removeLeftovers(dir, name, highest + 1);
      return new Lock(mine);
    }
    rmSync(mine, { force: true });
  }
}

const fileOf = (dir: string, name: string, number: number): string => join(dir, `${name}.${number}`);

function numbers(dir: string, name: string): number[] {
  return readdirSync(dir)
    .filter((file) => file.startsWith(`${name}.`))
    .map((file) => file.slice(name.length + 1))
    .filter((rest) => /^\d+$/.test(rest))
    .map(Number);
}

/** Pid of the process that holds the lock `name` in the folder `dir`; null: it is free. */
export function lockHolder(dir: string, name: string): number | null {
  try {
    const holder = readHolder(fileOf(dir, name, Math.max(0, ...numbers(dir, name))));
    return holder !== null && lives(holder) ? holder.pid : null;
  } catch {
    // Nobody has ever taken a lock there.
    return null;
  }
}

function refuseIfHeld(file: string, name: string): void {
  const holder = readHolder(file);
  if (holder === null || !lives(holder)) return;
  throw new PmxError(
    'PMX_ERR_LOCKED',
    `The lock ${name} is held by the process with pid ${holder.pid}.`,
    'Wait for that process to end, or use another home.',
    { pid: holder.pid },
  );
}

/** null: released, removed meanwhile, or broken by a power cut. */
function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder | null;
  } catch {
    return null;
  }
}

const lives = (holder: Holder): boolean =>
  holder.bootId === bootId() && holder.startTime !== null && isSameProcess(holder.pid, holder.startTime);

/** Makes the lock file with its whole content in one step; false: somebody was faster. */
function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** What lost its meaning with this taking, and the drafts of those that died over theirs. */
function removeLeftovers(dir: string, name: string, number: number): void {
  for (const lower of numbers(dir, name)) {
    if (lower < number) rmSync(fileOf(dir, name, lower), { force: true });
  }
  for (const file of readdirSync(dir)) {
    const pid = file.startsWith(`${name}.`) ? /\.(\d+)\.draft/.exec(file)?.[1] : undefined;
    if (pid !== undefined && startTimeOf(Number(pid)) === null) rmSync(join(dir, file), { force: true });
  }
}
