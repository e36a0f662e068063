import { type Client, connectTo } from '@pmx/client';
import type { ProgressParams } from '@pmx/protocol';
import type { Arguments, ConnectParams, Context, Terminal } from './command';
import { ProgressLine } from './output/progress';
import type { Surroundings } from './surroundings';

/** What a command is given, and the end of it. */
export class CommandContext implements Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly home: Surroundings['home'];
  readonly daemonFile: string;
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly silent: boolean;
  readonly stdin: Surroundings['stdin'];
  readonly stdout: Surroundings['stdout'];
  readonly onInterrupt: Surroundings['onInterrupt'];
  private readonly clients = new Set<Client>();
  private readonly line: ProgressLine;

  constructor(surroundings: Surroundings, { options }: Arguments) {
    this.cwd = surroundings.cwd;
    this.env = surroundings.env;
    this.home = surroundings.home;
    this.daemonFile = surroundings.daemonFile;
    this.terminal = surroundings.terminal;
    this.stdin = surroundings.stdin;
    this.stdout = surroundings.stdout;
    this.onInterrupt = surroundings.onInterrupt;
    this.json = options.json === true;
    this.silent = options.silent === true;
    this.line = new ProgressLine(this.terminal);
  }

  async connect({ launch = true, ...events }: ConnectParams = {}): Promise<Client> {
    const daemon = launch ? { file: this.daemonFile, env: this.env } : null;
    const client = await connectTo(this.home, { ...events, daemon });
    // One that connects again and again, as the service does, must not remember each of them.
    for (const old of this.clients) if (old.isClosed) this.clients.delete(old);
    this.clients.add(client);
    return client;
  }

  progress(progress: ProgressParams): void {
    if (this.json || this.silent) return;
    if (progress.done === progress.total) this.line.clear();
    else this.line.show(progress);
  }

  /** Ends what the command has opened and leaves a clean line. */
  dispose(): void {
    this.line.clear();
    for (const client of this.clients) client.close();
  }
}
