/** One line on standard error that is written over and over, and is gone when the operation is. */

import type { ProgressParams } from '@pmx/protocol';
import type { Terminal } from '../command';
import { shown } from '../list/columns';

const CLEAR = '\r\x1b[K';

export class ProgressLine {
  private visible = false;

  constructor(private readonly terminal: Terminal) {}

  show({ done, total, message }: ProgressParams): void {
    if (!this.terminal.live) return;
    this.visible = true;
    const room = Number.isFinite(this.terminal.columns) ? this.terminal.columns - 1 : 79;
    this.terminal.warn(CLEAR + shown(`${done}/${total} ${message}`).slice(0, room));
  }

  clear(): void {
    if (this.visible) this.terminal.warn(CLEAR);
    this.visible = false;
  }
}
