/** Follows the files of a changing set of instances into one output. */

import { FolderWatch } from './folders';
import { FileFollower } from './follower';
import type { Formatter } from './format';
import type { Line } from './lines';
import type { LogOutput } from './output';
import { type LogFiles, type LogSource, type LogType, labelOf, sourcesOf } from './sources';

export interface SessionOptions {
  /** Lines of the past to show per file. */
  lines: number;
  streams: LogType;
  format: Formatter;
  /** Whether a line names the file before its past is shown. */
  headers: boolean;
}

/** Milliseconds for which a line without an end is held back. */
const HOLD = 500;

/** Milliseconds by which the time of a file may lag behind the clock. */
const CLOCK_GRAIN = 50;

interface Entry {
  source: LogSource;
  follower: FileFollower;
  /** What is being done with the file; null: nothing. One thing at a time. */
  work: Promise<void> | null;
  /** Another look is wanted after it. */
  again: boolean;
  hold: NodeJS.Timeout | null;
}

export class LogSession {
  private readonly entries = new Map<string, Entry>();
  private readonly since = Date.now() - CLOCK_GRAIN;
  private folders: FolderWatch | null = null;
  private labelWidth = 0;
  private updating: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: SessionOptions,
    private readonly output: LogOutput,
  ) {}

  /** Shows the past of files that are new to it, and from then on what is written to them. */
  update(instances: readonly LogFiles[]): Promise<void> {
    // One after the other, so that no file is taken up twice.
    this.updating = this.updating.then(() => this.apply(instances));
    return this.updating;
  }

  /** Shows the past of the files, and no more. */
  async show(instances: readonly LogFiles[]): Promise<void> {
    for (const entry of this.adopt(instances)) {
      await entry.follower.begin(this.options.lines);
      await entry.follower.flush();
      await entry.follower.close();
    }
  }

  async close(): Promise<void> {
    this.folders?.close();
    for (const entry of this.entries.values()) await this.drop(entry);
    this.entries.clear();
  }

  private async apply(instances: readonly LogFiles[]): Promise<void> {
    const isFirst = this.folders === null;
    this.folders ??= new FolderWatch();
    await this.dropMissing(instances);
    for (const entry of this.adopt(instances)) {
      await entry.follower.begin(this.options.lines, isFirst ? undefined : this.since);
      this.folders.add(entry.source.path, () => void this.look(entry));
      void this.look(entry);
    }
  }

  /** @returns entries of files that were not known before */
  private adopt(instances: readonly LogFiles[]): Entry[] {
    const sources = sourcesOf(instances, this.options.streams);
    this.labelWidth = Math.max(0, ...sources.map((source) => labelOf(source).length));
    const fresh: Entry[] = [];
    for (const source of sources) {
      const known = this.entries.get(source.path);
      if (known) known.source = source;
      else fresh.push(this.enter(source));
    }
    return fresh;
  }

  private enter(source: LogSource): Entry {
    const give = (lines: Line[], live: boolean): Promise<void> => this.print(entry, lines, live);
    const follower = new FileFollower(
      source.path,
      withHeader(give, () => this.header(entry)),
    );
    const entry: Entry = { source, follower, work: null, again: false, hold: null };
    this.entries.set(source.path, entry);
    return entry;
  }

  private print({ source }: Entry, lines: Line[], live: boolean): Promise<void> {
    const at = live ? new Date() : null;
    return this.output.write(this.options.format({ source, lines, at, labelWidth: this.labelWidth }));
  }

  private async header({ source }: Entry): Promise<void> {
    if (this.options.headers) await this.output.write(`==> ${source.path} <==\n`);
  }

  /** Resolves when all that was in the file at the time of the call has been shown. */
  private look(entry: Entry): Promise<void> {
    entry.again = true;
    entry.work ??= this.lookAgain(entry);
    return entry.work;
  }

  private async lookAgain(entry: Entry): Promise<void> {
    while (entry.again) {
      entry.again = false;
      // A file that can't be read now is looked at again with the next change or poll.
      await entry.follower.catchUp().catch(() => {});
    }
    // In the same turn as the last test of `again`: a call in between would be lost.
    entry.work = null;
    this.holdPartial(entry);
  }

  private holdPartial(entry: Entry): void {
    if (entry.hold) clearTimeout(entry.hold);
    entry.hold = entry.follower.holdsPartialLine ? setTimeout(() => this.releasePartial(entry), HOLD) : null;
  }

  private releasePartial(entry: Entry): void {
    if (entry.work === null) void entry.follower.flush();
  }

  private async dropMissing(instances: readonly LogFiles[]): Promise<void> {
    const paths = new Set(sourcesOf(instances, this.options.streams).map(({ path }) => path));
    for (const [path, entry] of this.entries) {
      if (paths.has(path)) continue;
      await this.look(entry);
      await entry.follower.flush();
      await this.drop(entry);
      this.entries.delete(path);
    }
  }

  private async drop({ source, follower, hold }: Entry): Promise<void> {
    if (hold) clearTimeout(hold);
    this.folders?.remove(source.path);
    await follower.close();
  }
}

/** The header comes before the first line of the past; a file without a past has none. */
function withHeader(
  give: (lines: Line[], live: boolean) => Promise<void>,
  header: () => Promise<void>,
): (lines: Line[], live: boolean) => Promise<void> {
  let wanted = true;
  return async (lines, live) => {
    if (wanted && !live) await header();
    wanted = false;
    await give(lines, live);
  };
}
