/** Pid files, for scripts that look for them. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slot } from './app';
import { withSuffix } from './log-files';

/** A declared path gets the id of the instance when there are several. */
export function pidFileOf(slot: Slot, pidDir: string): string {
  const { spec } = slot.app;
  if (spec.pidFile === null) return join(pidDir, `${spec.name}-${slot.id}.pid`);
  return spec.instances > 1 ? withSuffix(spec.pidFile, slot.id) : spec.pidFile;
}

/** @throws {Error} when the file can't be written */
export function writePidFile(slot: Slot, pidDir: string, pid: number): void {
  writeFileSync(pidFileOf(slot, pidDir), `${pid}\n`, { mode: 0o644 });
}

export function removePidFile(slot: Slot, pidDir: string): void {
  rmSync(pidFileOf(slot, pidDir), { force: true });
}
