/** Brings programs under the keeper: starts them, or adopts those of an earlier keeper. */

import type { ChildProcess } from 'node:child_process';
import { PmxError, type SinkSpec, type SpawnParams } from '@pmx/protocol';
import type { ExitStatus } from '@pmx/supervision';
import { bootId, isSameProcess, monotonicNow, processStat } from '@pmx/system';
import type { AdoptedWatch } from './adopted-watch';
import { type FifoPool, type FifoSet, fifoSetAt, isComplete } from './fifo-pool';
import { openReadEnd } from './fifo-reader';
import { type DateFormatter, loadDateFormatter } from './output/date-format';
import type { LogFiles } from './output/log-files';
import { StreamOutput } from './output/stream-output';
import { Program, type ProgramTools } from './program';
import { closeAll, giveTo, openProgramEnds } from './program-ends';
import { type Outputs, ProgramStreams } from './program-streams';
import type { Intent, ProcessRecord } from './records';
import { type Launch, startProgram } from './start-program';

/** Bytes read at once; what a FIFO holds on Linux. */
const READ_BUFFER = 64 * 1024;

export interface StarterTools extends ProgramTools {
  pool: FifoPool;
  files: LogFiles;
  adopted: AdoptedWatch;
  launch: Launch;
  /** Folder of FIFOs and records. */
  dir: string;
}

export class ProgramStarter {
  private readonly buffer = Buffer.alloc(READ_BUFFER);
  private readonly bootId = bootId();
  private dates: Promise<DateFormatter> | null = null;

  constructor(private readonly tools: StarterTools) {}

  /** @throws {PmxError} PMX_ERR_SPAWN */
  async start(params: SpawnParams): Promise<Program> {
    const formatDate = await this.dateFormatter(params);
    const set = await this.tools.pool.take().catch((error: Error) => {
      throw new PmxError('PMX_ERR_SPAWN', `No FIFOs can be made for ${params.file}: ${error.message.trim()}`);
    });
    try {
      return await this.startOn(set, params, formatDate);
    } catch (error) {
      this.tools.records.remove(params.key);
      this.tools.pool.giveBack(set.name);
      throw error;
    }
  }

  /** Takes over a process that an earlier keeper started, whether it still runs or not. */
  async adopt(record: ProcessRecord): Promise<Program> {
    const streams = await this.resume(record);
    const program = new Program(record, streams, false, this.tools);
    // The end of the output hints at the end of the process.
    streams.whenEnded(() => this.tools.adopted.look());
    this.watchAdopted(program);
    return program;
  }

  /** Goes on reading what an earlier keeper read. */
  async resume(record: ProcessRecord): Promise<ProgramStreams> {
    const set = fifoSetAt(this.tools.dir, record.fifos);
    const streams = new ProgramStreams(set, this.buffer);
    const formatDate = await this.dateFormatter(record);
    if (!record.silent && isComplete(set))
      streams.read(openReadEnds(set), this.outputs(record, formatDate, true));
    return streams;
  }

  private async startOn(
    set: FifoSet,
    params: SpawnParams,
    formatDate: DateFormatter | null,
  ): Promise<Program> {
    const silent = params.out.length + params.error.length === 0;
    giveTo(set, params.uid, params.gid);
    // Opened first: the reader must be there before the program's ends are closed here.
    const readEnds = silent ? null : openReadEnds(set);
    const intent = this.intentOf(params, set.name, silent);
    this.tools.records.save(intent);
    const child = await startWithEnds(set, params, silent, this.tools.launch).catch((error) => {
      closeAll(readEnds ?? []);
      throw error;
    });
    // Also of a program that has ended already: it is a zombie until we hear of it.
    const startTime = processStat(child.pid!)?.startTime ?? null;
    const record: ProcessRecord = { ...intent, pid: child.pid!, startTime };
    this.tools.records.save(record);
    const streams = new ProgramStreams(set, this.buffer);
    if (readEnds !== null) streams.read(readEnds, this.outputs(record, formatDate, false));
    const program = new Program(record, streams, true, this.tools);
    child.on('exit', (code, signal) => program.end(exitStatus(code, signal)));
    return program;
  }

  private watchAdopted(program: Program): void {
    const { pid, startTime, exit } = program.record;
    const ended = (): void => program.end(exit ?? { kind: 'unknown' });
    if (exit === null && startTime !== null && isSameProcess(pid, startTime)) {
      this.tools.adopted.add({ pid, startTime, ended });
    } else {
      ended();
    }
  }

  private intentOf({ key, out, error }: SpawnParams, fifos: string, silent: boolean): Intent {
    const { bootId } = this;
    return {
      key,
      bootId,
      startedAt: monotonicNow(),
      fifos,
      silent,
      out,
      error,
      exit: null,
      forgotten: false,
    };
  }

  private outputs(
    { out, error }: { out: SinkSpec[]; error: SinkSpec[] },
    formatDate: DateFormatter | null,
    adopted: boolean,
  ): Outputs {
    const context = { files: this.tools.files, formatDate, adopted };
    return { out: new StreamOutput('out', out, context), error: new StreamOutput('err', error, context) };
  }

  private async dateFormatter({
    out,
    error,
  }: Pick<SpawnParams, 'out' | 'error'>): Promise<DateFormatter | null> {
    if (![...out, ...error].some((sink) => sink.dateFormat !== null)) return null;
    this.dates ??= loadDateFormatter();
    return this.dates;
  }
}

function openReadEnds(set: FifoSet): [number, number] {
  return [openReadEnd(set.stdout), openReadEnd(set.stderr)];
}

async function startWithEnds(
  set: FifoSet,
  params: SpawnParams,
  silent: boolean,
  launch: Launch,
): Promise<ChildProcess> {
  const ends = openProgramEnds(set, silent);
  try {
    return await startProgram(params, ends, launch);
  } finally {
    closeAll(ends);
  }
}

const exitStatus = (code: number | null, signal: NodeJS.Signals | null): ExitStatus =>
  code === null ? { kind: 'signal', signal: String(signal) } : { kind: 'code', code };
