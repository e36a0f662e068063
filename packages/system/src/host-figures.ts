/** The machine as a whole: processor, memory, disk, network. */

import { readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, loadavg, totalmem } from 'node:os';

/** Milliseconds of all cores since the boot. */
export interface ProcessorTime {
  busy: number;
  total: number;
}

export function processorTime(): ProcessorTime {
  const times = cpus().map(({ times }) => times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const total = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { busy: total - idle, total };
}

export const cores = (): number => availableParallelism();

export const load = (): [number, number, number] => loadavg() as [number, number, number];

/** Bytes. What can be had without swapping counts as free. */
export function memory(): { used: number; total: number } {
  const total = totalmem();
  return { used: total - (available() ?? freemem()), total };
}

/** Bytes of the file system that holds `path`; null where the system does not tell. */
export function disk(path: string): { used: number; total: number } | null {
  try {
    const { blocks, bavail, bsize } = statfsSync(path);
    return { used: (blocks - bavail) * bsize, total: blocks * bsize };
  } catch {
    return null;
  }
}

/** Bytes since the boot over all interfaces but the loopback; null where the system does not tell. */
export function network(): { in: number; out: number } | null {
  try {
    return parseNetDev(readFileSync('/proc/net/dev', 'latin1'));
  } catch {
    return null;
  }
}

/** `/proc/net/dev`: two lines of headings, then one for each interface. */
export function parseNetDev(text: string): { in: number; out: number } {
  const sum = { in: 0, out: 0 };
  for (const line of text.split('\n').slice(2)) {
    const [name, figures] = line.split(':');
    if (figures === undefined || name?.trim() === 'lo') continue;
    const columns = figures.trim().split(/\s+/).map(Number);
    sum.in += columns[0] ?? 0;
    sum.out += columns[8] ?? 0;
  }
  return sum;
}

function available(): number | null {
  try {
    const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
