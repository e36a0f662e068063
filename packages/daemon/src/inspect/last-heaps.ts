/** The heaps of apps that are about to be restarted for their memory: afterwards nobody could see what filled it. */

import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRecordingOf, recordingName } from '@pmx/system';
import type { Slot } from '../apps/app';

/** Files of one app that are kept, each as large as its heap: one to compare the newest with. */
const KEPT = 2;
const ENDING = 'heapsnapshot';

export interface LastHeapsPorts {
  /** Folder of the files. */
  dir: string;
  /** Has the app write its heap to this file. */
  write(slot: Slot, file: string): Promise<unknown>;
  /** Epoch milliseconds. */
  clock(): number;
}

export class LastHeaps {
  constructor(private readonly ports: LastHeapsPorts) {}

  /**
   * Takes as long as the app needs to write it.
   * @returns the file
   * @throws what the app or the disk says
   */
  async keep(slot: Slot): Promise<string> {
    const { dir, write, clock } = this.ports;
    mkdirSync(dir, { recursive: true });
    // A heap holds secrets.
    chmodSync(dir, 0o700);
    const { name } = slot.app.spec;
    this.makeRoom(name);
    const file = join(dir, recordingName(name, slot.id, ENDING, clock()));
    await write(slot, file);
    return file;
  }

  private makeRoom(name: string): void {
    const { dir } = this.ports;
    const timeOf = (file: string): string => file.slice(-`2026-01-31T12-00-00.${ENDING}`.length);
    const files = readdirSync(dir)
      .filter((file) => isRecordingOf(file, name, ENDING))
      .sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
    for (const old of files.slice(0, Math.max(0, files.length - KEPT + 1))) rmSync(join(dir, old));
  }
}
