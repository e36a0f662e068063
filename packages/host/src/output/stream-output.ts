/** One output stream of one program, and the files it goes to. */

import type { SinkSpec } from '@pmx/protocol';
import { type DateFormatter, oncePerMillisecond } from './date-format';
import { JsonLines } from './json-lines';
import type { LineFormat } from './line-format';
import type { LogFile } from './log-file';
import type { LogFiles } from './log-files';
import { TimestampedLines } from './timestamped-lines';
import { WholeLines } from './whole-lines';

interface Sink {
  file: LogFile;
  format: LineFormat;
}

export interface OutputContext {
  files: LogFiles;
  /** An earlier keeper wrote to the files: a line may have been begun. */
  adopted: boolean;
  /** null: no sink has a date format. */
  formatDate: DateFormatter | null;
}

export class StreamOutput {
  private readonly sinks: Sink[];

  constructor(
    type: 'out' | 'err',
    specs: SinkSpec[],
    private readonly context: OutputContext,
  ) {
    this.sinks = specs.map((spec) => openSink(type, spec, context));
  }

  /** Writes what was read. @param chunk valid during this call only */
  write(chunk: Buffer): void {
    for (const { file, format } of this.sinks) {
      const bytes = format.push(chunk);
      if (bytes.length > 0) file.append(bytes);
    }
  }

  /** Whether an unfinished line is held back: it dies with the keeper, so that its rest is not to wait. */
  get isHolding(): boolean {
    return this.sinks.some(({ format }) => format.isHolding);
  }

  /** Writes what was held back: nothing more comes for now. */
  flush(): void {
    for (const { file, format } of this.sinks) {
      const bytes = format.end();
      if (bytes.length > 0) file.append(bytes);
    }
  }

  /** The stream has ended. */
  end(): void {
    this.flush();
    for (const { file } of this.sinks.splice(0)) this.context.files.release(file);
  }
}

function openSink(type: 'out' | 'err', spec: SinkSpec, context: OutputContext): Sink {
  const file = context.files.acquire(spec.path, spec.rotation);
  file.prepare();
  return { file, format: formatOf(type, spec, file, context) };
}

function formatOf(
  type: 'out' | 'err',
  { dateFormat, json }: SinkSpec,
  file: LogFile,
  { formatDate, adopted }: OutputContext,
): LineFormat {
  if (json !== null) return new JsonLines({ type, ...json }, oncePerMillisecond(Date.now, isoTime));
  const lines = new WholeLines(() => file.isShared);
  if (dateFormat === null || formatDate === null) return lines;
  const stamp = oncePerMillisecond(Date.now, (at) => `${formatDate(at, dateFormat)} `);
  // A file of several writers gets whole lines only; in one of our own, the last line may lack its end.
  const midLine = adopted && !file.isShared && !file.endsLine;
  return new TimestampedLines(lines, stamp, !midLine);
}

const isoTime = (at: number): string => new Date(at).toISOString();
