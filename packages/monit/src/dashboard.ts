/** The dashboard at work: messages in, frames and commands out. */

import type { Caller } from '@pmx/protocol';
import { perform } from './actions';
import { Feed, type OpenClient } from './feed';
import { reduce } from './model/reduce';
import { focusOf } from './model/rows';
import { type Command, initialState, type LogLine, type Message, type State } from './model/state';
import type { Frame } from './view/render';
import { render } from './view/render';

/** Milliseconds between two frames: what happens in between shows in one. */
const FRAME_TIME = 100;
/** Milliseconds for which an answer to a key is shown. */
const NOTICE_TIME = 8_000;
/** Milliseconds for which the selection rests before its output is looked up: one may be scrolling. */
const SETTLE_TIME = 120;

export interface Terminal {
  readonly size: { width: number; height: number };
  draw(frame: Frame, drained: () => void): boolean;
  forget(): void;
  suspend(resumed: () => void): void;
}

export interface DashboardPorts {
  open: OpenClient;
  caller: Caller;
  /** Follows the output of an app or an instance until the signal. */
  followLogs(target: string, onLines: (lines: LogLine[]) => void, signal: AbortSignal): void;
  terminal: Terminal;
  ascii: boolean;
  quit(): void;
}

export class Dashboard {
  private state: State;
  private readonly feed: Feed;
  private frame: NodeJS.Timeout | null = null;
  private drawnAt = 0;
  private notice: NodeJS.Timeout | null = null;
  private settling: NodeJS.Timeout | null = null;
  private following: { target: string; over: AbortController } | null = null;
  private isBehind = false;
  private isOver = false;

  constructor(private readonly ports: DashboardPorts) {
    const { width, height } = ports.terminal.size;
    this.state = initialState(width, height);
    this.feed = new Feed(ports.open, (message) => this.receive(message));
  }

  /** @throws {PmxError} when there is no daemon */
  begin(): Promise<void> {
    return this.feed.begin();
  }

  close(): void {
    this.isOver = true;
    this.feed.close();
    this.following?.over.abort();
    for (const timer of [this.frame, this.notice, this.settling]) if (timer) clearTimeout(timer);
  }

  receive(message: Message): void {
    if (this.isOver) return;
    const { state, commands } = reduce(this.state, message);
    const moved = state.selected !== this.state.selected;
    this.state = state;
    if (message.type === 'notice') this.expireNotice(message.notice?.kind ?? null);
    if (moved) this.settle();
    for (const command of commands) this.execute(command);
    this.schedule(message.type === 'key' || message.type === 'resize' ? 0 : FRAME_TIME);
  }

  private execute(command: Command): void {
    const { terminal, quit, open, caller } = this.ports;
    switch (command.type) {
      case 'quit':
        quit();
        return;
      case 'suspend':
        terminal.suspend(() => this.receive({ type: 'resize', ...terminal.size }));
        return;
      case 'repaint':
        terminal.forget();
        return;
      case 'act':
        void perform(command.action, { open, caller, tell: (message) => this.receive(message) });
        return;
    }
  }

  /** Many messages, one frame; keys are answered at once where the last frame is old enough. */
  private schedule(delay: number): void {
    if (this.frame || this.isOver) return;
    const rest = Math.max(0, this.drawnAt + FRAME_TIME / 2 - performance.now());
    this.frame = setTimeout(() => this.draw(), Math.max(delay, rest));
  }

  private draw(): void {
    this.frame = null;
    this.drawnAt = performance.now();
    const { terminal, ascii } = this.ports;
    // A slow terminal gets fewer frames: the next one shows all that has happened meanwhile.
    this.isBehind = !terminal.draw(render(this.state, { ascii }), () => {
      if (this.isBehind) this.schedule(FRAME_TIME);
    });
  }

  private expireNotice(kind: string | null): void {
    if (this.notice) clearTimeout(this.notice);
    this.notice =
      kind === null || kind === 'progress'
        ? null
        : setTimeout(() => this.receive({ type: 'notice', notice: null }), NOTICE_TIME);
  }

  private settle(): void {
    if (this.settling) clearTimeout(this.settling);
    this.settling = setTimeout(() => this.lookAtSelection(), SETTLE_TIME);
  }

  private lookAtSelection(): void {
    const { rows } = this.state;
    const row = rows.find(({ key }) => key === this.state.selected);
    this.feed.setFocus(focusOf(rows, this.state.selected));
    const target = row ? (row.kind === 'group' ? row.name : String(row.view.id)) : null;
    if (target === (this.following?.target ?? null)) return;
    this.following?.over.abort();
    this.following = null;
    this.receive({ type: 'clear-logs' });
    if (target !== null) this.follow(target);
  }

  private follow(target: string): void {
    const over = new AbortController();
    this.following = { target, over };
    this.ports.followLogs(
      target,
      (lines) => {
        if (!over.signal.aborted) this.receive({ type: 'logs', lines });
      },
      over.signal,
    );
  }
}
