/** A daemon and a terminal for the dashboard, both obedient to the test. */

import type { Client, ClientEvents } from '@pmx/client';
import { Dashboard, type Terminal } from '../../../packages/monit/src/dashboard';
import type { Frame } from '../../../packages/monit/src/view/render';
import { PmxError } from '../../../packages/protocol/src';
import { FLEET, snapshot, textOf, tick } from './support';

/** Answers the monitor's snapshot when the test says so; or at once. */
export class FakeDaemon {
  /** What was asked, with what, in order. */
  readonly asked: [method: string, params: unknown][] = [];
  /** Snapshots that wait for the test, by focus; null: answered at once. */
  held: { focus: number | null; answer: () => void }[] | null = null;
  answers: Record<string, () => unknown> = {};
  isThere = true;
  connections = 0;
  private streams = new Set<ClientEvents>();

  readonly open = async (events: ClientEvents): Promise<Client> => {
    if (!this.isThere) throw new PmxError('PMX_ERR_DAEMON_START', 'No daemon.', 'Start one.');
    this.connections += 1;
    this.streams.add(events);
    const client = {
      call: (method: string, params: unknown) => this.call(method, params),
      close: () => this.streams.delete(events),
    };
    return client as unknown as Client;
  };

  tick(more: Parameters<typeof tick>[0] = {}): void {
    for (const { onTick } of this.streams) onTick?.(tick(more));
  }

  die(): void {
    this.isThere = false;
    const ended = [...this.streams];
    this.streams.clear();
    for (const { onClose } of ended) onClose?.();
  }

  private async call(method: string, params: unknown): Promise<unknown> {
    this.asked.push([method, params]);
    if (method !== 'monitor') return this.answers[method]!();
    const { focus } = params as { focus: number | null };
    const empty = { times: [], values: {} };
    const history = focus === null ? null : { id: focus, fine: empty, coarse: empty };
    const { held } = this;
    if (held) await new Promise<void>((resolve) => held.push({ focus, answer: resolve }));
    return snapshot(FLEET, { history });
  }
}

/** Takes a frame whenever the test says that it has taken the one before. */
export class FakeTerminal implements Terminal {
  readonly size = { width: 100, height: 30 };
  readonly frames: Frame[] = [];
  /** false: frames are left out until `drain`. */
  isFast = true;
  private drained: (() => void) | null = null;

  draw(frame: Frame, drained: () => void): boolean {
    if (this.drained) return false;
    this.frames.push(frame);
    if (!this.isFast) this.drained = drained;
    return true;
  }

  drain(): void {
    const { drained } = this;
    this.drained = null;
    drained?.();
  }

  get screen(): string {
    return textOf(this.frames.at(-1) ?? []);
  }

  forget(): void {}
  suspend(): void {}
}

/** With timers of jest's, which the test moves on. */
export function dashboardOf(daemon: FakeDaemon, terminal: FakeTerminal) {
  const followed: { target: string; signal: AbortSignal }[] = [];
  let quits = 0;
  const dashboard = new Dashboard({
    open: daemon.open,
    caller: { cwd: '/work', env: {} } as never,
    followLogs: (target, _, signal) => void followed.push({ target, signal }),
    terminal,
    ascii: false,
    quit: () => {
      quits += 1;
    },
  });
  return { dashboard, followed, quits: () => quits };
}
