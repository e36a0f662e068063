/** Gzips rotated files in the background, one at a time. */

import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { monotonicNow } from '@pmx/system';

export class Compressor {
  private readonly queue = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private waitingSince = 0;
  private running = false;

  /**
   * @param quiet milliseconds without a new file before work begins, so that it does not compete with a burst of output
   * @param patience milliseconds after which work begins all the same
   */
  constructor(
    private readonly log: (message: string) => void,
    private readonly quiet = 5_000,
    private readonly patience = 30_000,
  ) {}

  /** Compresses `path` to `path.gz` by and by. One that is removed before its turn is passed over. */
  add(path: string): void {
    if (this.queue.has(path)) return;
    if (this.queue.size === 0) this.waitingSince = monotonicNow();
    this.queue.add(path);
    if (this.running) return;
    if (this.timer !== null) clearTimeout(this.timer);
    const left = Math.max(0, this.waitingSince + this.patience - monotonicNow());
    this.timer = setTimeout(() => void this.run(), Math.min(this.quiet, left)).unref();
  }

  private async run(): Promise<void> {
    this.timer = null;
    this.running = true;
    for (const path of this.queue) {
      await compress(path).catch((error: Error) => this.log(`cannot compress ${path}: ${error.message}`));
      this.queue.delete(path);
    }
    this.running = false;
  }
}

async function compress(path: string): Promise<void> {
  const target = `${path}.gz`;
  const temporary = `${target}.tmp`;
  // Whole by its name: the keeper ended between the rename and the removal of the original.
  if (existsSync(target)) {
    rmSync(path, { force: true });
    return;
  }
  if (!existsSync(path)) return;
  try {
    const { createGzip } = await import('node:zlib');
    await pipeline(createReadStream(path), createGzip(), createWriteStream(temporary, { mode: 0o600 }));
    // Pruned or flushed meanwhile: it must not come back.
    if (existsSync(path)) renameSync(temporary, target);
    rmSync(path, { force: true });
  } finally {
    rmSync(temporary, { force: true });
  }
}
