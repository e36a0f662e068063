/** The terminal, by blessed: keys, mouse, the alternate screen, and everything back as it was. */

import type { ReadStream, WriteStream } from 'node:tty';
import Program from 'blessed/lib/program';
import type { Message } from '../model/state';
import type { Frame } from '../view/render';
import { Painter } from './painter';

/** Buttons and wheel, with coordinates of any size; what moves without a button is nobody's interest. */
const mouse = (on: boolean): Record<string, boolean> => ({ vt200Mouse: on, sgrMouse: on });
/** The other screen, by one mode alone: blessed sets ?47 before it, with which the cursor is not put back where it was. */
const ALTERNATE_SCREEN = '?1049';
/** Lines by which the wheel scrolls. */
const WHEEL_LINES = 3;

export interface ScreenPorts {
  input: ReadStream;
  output: WriteStream;
  colors: boolean;
  onMessage(message: Message): void;
}

export class Screen {
  private readonly program: Program;
  private readonly painter: Painter;
  private isBusy = false;
  /** `away`: the shell has the terminal, until SIGCONT. */
  private state: 'closed' | 'open' | 'away' = 'closed';

  constructor(private readonly ports: ScreenPorts) {
    const { input, output } = ports;
    this.painter = new Painter(ports.colors);
    // Without its terminfo compiler: the sequences of xterm, which every terminal of today understands.
    this.program = new Program({ input, output, tput: false });
  }

  get size(): { width: number; height: number } {
    return { width: this.ports.output.columns || 80, height: this.ports.output.rows || 24 };
  }

  open(): void {
    const { program } = this;
    this.state = 'open';
    this.takeScreen();
    program.on('keypress', (character, key) => this.key(character, key));
    program.on('mouse', ({ action, x, y }) => this.pointed(action, y, x));
    program.on('resize', () => this.ports.onMessage({ type: 'resize', ...this.size }));
  }

  /** The terminal as it was; may be called more than once. */
  close(): void {
    if (this.state === 'closed') return;
    if (this.state === 'open') this.giveScreenBack();
    this.state = 'closed';
    this.program.destroy();
  }

  /** Gives the terminal back to the shell until SIGCONT. Not blessed's own: it moves the shell's cursor. */
  suspend(resumed: () => void): void {
    const { input } = this.ports;
    this.state = 'away';
    this.giveScreenBack();
    input.setRawMode(false);
    process.once('SIGCONT', () => {
      if (this.state !== 'away') return;
      this.state = 'open';
      input.setRawMode(true);
      this.takeScreen();
      this.painter.forget();
      resumed();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  private takeScreen(): void {
    this.program.setMode(ALTERNATE_SCREEN);
    this.program.hideCursor();
    this.program.setMouse(mouse(true), true);
  }

  private giveScreenBack(): void {
    this.program.setMouse(mouse(false), false);
    this.program.showCursor();
    this.program.resetMode(ALTERNATE_SCREEN);
  }

  forget(): void {
    this.painter.forget();
  }

  /**
   * Draws what has changed.
   * @returns false: the terminal has not taken the frame before yet; this one is left out, and `drained` calls back once it has
   */
  draw(frame: Frame, drained: () => void): boolean {
    if (this.state !== 'open' || this.isBusy) return false;
    const bytes = this.painter.paint(frame);
    if (bytes === '') return true;
    this.isBusy = true;
    this.ports.output.write(bytes, () => {
      this.isBusy = false;
      drained();
    });
    return true;
  }

  private key(character: string | undefined, { full, name }: { full?: string; name?: string }): void {
    // blessed tells Return twice: as `return`, and as `enter`.
    if (name === 'return') return;
    this.ports.onMessage({ type: 'key', key: { name: full ?? '', character: typed(character) } });
  }

  private pointed(action: string, row: number, column: number): void {
    if (action === 'mousedown') this.ports.onMessage({ type: 'click', row, column });
    else if (action === 'wheelup') this.ports.onMessage({ type: 'wheel', row, column, lines: -WHEEL_LINES });
    else if (action === 'wheeldown') this.ports.onMessage({ type: 'wheel', row, column, lines: WHEEL_LINES });
  }
}

const typed = (character: string | undefined): string =>
  character !== undefined && /^[^\x00-\x1f\x7f]+$/.test(character) ? character : '';
