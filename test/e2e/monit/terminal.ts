/** A real terminal for one test: a tmux server of its own, with a shell in it that the test types into. */

import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, type TestHome, until } from '../support';

const run = promisify(execFile);

/** What the shell shows when it waits for a command, and nothing that pmx ever writes. */
const PROMPT = 'ready>';
/** Several words: tmux runs it itself, without the user's shell around it. */
const SHELL = ['env', `PS1=${PROMPT} `, 'sh', '-i'];

export interface Size {
  width: number;
  height: number;
}

/** What a program may have changed, and a shell relies on. */
export interface Modes {
  alternateScreen: boolean;
  cursor: boolean;
  mouse: boolean;
}

export const AS_BEFORE: Modes = { alternateScreen: false, cursor: true, mouse: false };

/** The tests need tmux (Debian: apt-get install tmux). */
export const hasTmux = ((): boolean => {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
})();

export class Terminal {
  private constructor(
    private readonly socket: string,
    readonly home: TestHome,
  ) {}

  static async open(
    home: TestHome,
    { width, height }: Size,
    env: Record<string, string> = {},
  ): Promise<Terminal> {
    const terminal = new Terminal(join(home.dir, 'tmux'), home);
    const options = {
      cwd: home.work,
      env: { ...home.env, LANG: 'C.UTF-8', TERM: 'xterm-256color', ENV: '', ...env },
    };
    const size = ['-x', String(width), '-y', String(height)];
    await run(
      'tmux',
      [...terminal.server, '-f', '/dev/null', 'new-session', '-d', ...size, ...SHELL],
      options,
    );
    await terminal.tmux('set', '-g', 'status', 'off');
    await terminal.resize({ width, height });
    await terminal.shows(PROMPT);
    return terminal;
  }

  private get server(): string[] {
    return ['-u', '-S', this.socket];
  }

  /** A command of tmux, and what it says. */
  async tmux(...args: string[]): Promise<string> {
    return (await run('tmux', [...this.server, ...args], { maxBuffer: 2 ** 24 })).stdout;
  }

  /** Ends the terminal and what runs in it. */
  async close(): Promise<void> {
    await this.tmux('kill-server').catch(() => {});
  }

  async resize({ width, height }: Size): Promise<void> {
    await this.tmux('resize-window', '-x', String(width), '-y', String(height));
  }

  /** Keys by tmux's names (`Enter`, `C-c`), or characters. */
  async press(...keys: string[]): Promise<void> {
    await this.tmux('send-keys', ...keys);
  }

  /** Bytes as a terminal sends them, such as a mouse's. */
  async send(bytes: string): Promise<void> {
    const codes = [...Buffer.from(bytes)].map((byte) => byte.toString(16).padStart(2, '0'));
    await this.tmux('send-keys', '-H', ...codes);
  }

  /** Types a command into the shell. */
  async command(line: string): Promise<void> {
    await this.tmux('send-keys', '-l', line);
    await this.press('Enter');
  }

  /** Tells the exit code when it is over. */
  monitCommand(environment = ''): string {
    return `${environment} ${process.execPath} ${join(root, 'bin/pmx')} monit; echo "left with $?"`;
  }

  /** Starts the dashboard with these settings (`NO_COLOR=1`) before it, and waits for the first apps. */
  async monit(environment = ''): Promise<void> {
    await this.command(this.monitCommand(environment));
    await this.shows(/ list .* instances/);
  }

  async screen(): Promise<string> {
    return this.tmux('capture-pane', '-p');
  }

  /** With the sequences of its colours. */
  async colors(): Promise<string> {
    return this.tmux('capture-pane', '-p', '-e');
  }

  /** @returns the screen that shows it */
  async shows(wanted: string | RegExp, what = String(wanted)): Promise<string> {
    let screen = '';
    const isThere = (): boolean =>
      typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen);
    try {
      return await until(async () => {
        screen = await this.screen();
        return isThere() && screen;
      }, `${what} on the screen`);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${screen}`);
    }
  }

  /** What the dashboard's clock shows. */
  async clock(): Promise<string | null> {
    return /\d\d:\d\d:\d\d/.exec(await this.screen())?.[0] ?? null;
  }

  /**
   * Frames come in order, and a screen may be looked at while one is being drawn: all that came before this call is on the
   * screen to its end when the clock has gone on.
   */
  async settled(): Promise<string> {
    const before = await this.clock();
    await until(async () => ![null, before].includes(await this.clock()), 'another second on the clock');
    return this.screen();
  }

  /** Waits for the shell to ask for a command, below what is wanted. */
  async prompts(wanted: RegExp): Promise<void> {
    await this.shows(new RegExp(`${wanted.source}[\\s\\S]*\\n${PROMPT}\\s*$`));
  }

  async lacks(unwanted: string | RegExp): Promise<string> {
    return until(async () => {
      const screen = await this.screen();
      const isThere = typeof unwanted === 'string' ? screen.includes(unwanted) : unwanted.test(screen);
      return !isThere && screen;
    }, `no more ${unwanted} on the screen`);
  }

  /** The row that is selected. */
  async selected(): Promise<string> {
    return (await this.screen()).split('\n').find((line) => line.startsWith('▌')) ?? '';
  }

  async selects(wanted: RegExp): Promise<void> {
    await until(async () => wanted.test(await this.selected()), `a selection of ${wanted}`);
  }

  async modes(): Promise<Modes> {
    const flags = await this.tmux('display', '-p', '#{alternate_on} #{cursor_flag} #{mouse_any_flag}');
    const [alternate, cursor, mouse] = flags.trim().split(' ');
    return { alternateScreen: alternate === '1', cursor: cursor === '1', mouse: mouse === '1' };
  }

  /** Pid of the dashboard, which is a child of the shell. */
  async monitPid(): Promise<number> {
    const shell = (await this.tmux('display', '-p', '#{pane_pid}')).trim();
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
    const child = stdout
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .find(([, parent]) => parent === shell);
    if (!child) throw new Error('The dashboard does not run.');
    return Number(child[0]);
  }
}
