/** The terminal, by blessed: keys, mouse, the alternate screen, and everything back as it was. */

import type { ReadStream, WriteStream } from 'node:tty';
import Program from 'blessed/lib/program';
import type { Message } from '../model/state';
import type { Frame } from '../view/render';
import { Painter } from './painter';

/** Buttons and wheel, with coordinates of any size; what moves without a button is nobody's interest. */
const MOUSE = { vt200Mouse: true, sgrMouse: true };
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
  private isOpen = false;

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
    this.isOpen = true;
    program.alternateBuffer();
    program.hideCursor();
    program.setMouse(MOUSE, true);
    program.on('keypress', (character, key) => this.key(character, key));
    program.on('mouse', ({ action, x, y }) => this.mouse(action, y, x));
    program.on('resize', () => this.ports.onMessage({ type: 'resize', ...this.size }));
  }

  /** The terminal as it was; may be called more than once. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.program.setMouse(MOUSE, false);
    this.program.showCursor();
    this.program.normalBuffer();
    this.program.destroy();
  }

  /** Gives the terminal back to the shell until SIGCONT. */
  suspend(resumed: () => void): void {
    this.program.setMouse(MOUSE, false);
    this.program.sigtstp(() => {
      this.program.hideCursor();
      this.program.setMouse(MOUSE, true);
      this.painter.forget();
      resumed();
    });
  }

  forget(): void {
    this.painter.forget();
  }

  /**
   * Draws what has changed.
   * @returns false: the terminal has not taken the frame before yet; this one is left out, and `drained` calls back once it has
   */
  draw(frame: Frame, drained: () => void): boolean {
    if (!this.isOpen || this.isBusy) return false;
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

  private mouse(action: string, row: number, column: number): void {
    if (action === 'mousedown') this.ports.onMessage({ type: 'click', row, column });
    else if (action === 'wheelup') this.ports.onMessage({ type: 'wheel', row, column, lines: -WHEEL_LINES });
    else if (action === 'wheeldown') this.ports.onMessage({ type: 'wheel', row, column, lines: WHEEL_LINES });
  }
}

const typed = (character: string | undefined): string =>
  character !== undefined && /^[^\x00-\x1f\x7f]+$/.test(character) ? character : '';
