/** The part of blessed that is used: its terminal, without its widgets. It ships no types. */
declare module 'blessed/lib/program' {
  import type { EventEmitter } from 'node:events';
  import type { Readable, Writable } from 'node:stream';

  interface ProgramKey {
    name?: string;
    full?: string;
    ctrl?: boolean;
    sequence?: string;
  }

  interface ProgramMouse {
    action: 'mousedown' | 'mouseup' | 'mousemove' | 'wheelup' | 'wheeldown';
    /** From 0. */
    x: number;
    y: number;
  }

  class Program extends EventEmitter {
    constructor(options: { input: Readable; output: Writable; tput: boolean; resizeTimeout?: number });
    cols: number;
    rows: number;
    setMode(mode: string): void;
    resetMode(mode: string): void;
    hideCursor(): void;
    showCursor(): void;
    setMouse(modes: Record<string, boolean>, enable: boolean): void;
    destroy(): void;
    on(event: 'keypress', listener: (character: string | undefined, key: ProgramKey) => void): this;
    on(event: 'mouse', listener: (event: ProgramMouse) => void): this;
    on(event: 'resize', listener: () => void): this;
  }
  export = Program;
}
