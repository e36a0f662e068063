/** The API for programs: what the commands do, as promises. */

import { EventEmitter } from 'node:events';
import type {
  ApiMethod,
  ApiRequests,
  Caller,
  ChangeResult,
  InstanceDetails,
  InstanceView,
  PingResult,
  StartParams,
  Target,
} from '@pmx/protocol';
import type { Client, ClientEvents } from './client';
import { Subscription } from './subscription';

/** Fields of one app, as in a config file. */
export type App = StartParams['overrides'];

/** An id, a name, a namespace, `all`, `/regex/` or a script path; or several. */
export type Names = string | number | readonly (string | number)[];

/** How `start`, `restart` and `reload` go about it. Each has a default. */
export interface StartOptions {
  /** Chooses `env_<name>`. */
  env?: string;
  /** Only these apps of a config. */
  only?: string[];
  /** Start another one although it runs already. */
  force?: boolean;
  /** Take this program's environment in place of the stored one. */
  updateEnv?: boolean;
  /** What to do with an app that runs already; `error` by default. */
  running?: 'error' | 'restart' | 'reload';
  /** Fields that go over those of every app named. */
  fields?: App;
}

/** The kinds of event on the bus; pass to `on`. `*` hears all of them. */
export const BUS_EVENTS = ['process:event', 'process:msg', 'log:out', 'log:err'] as const;

const targetsOf = (names: Names): Target[] =>
  (Array.isArray(names) ? names : [names]).map((name) => ({ kind: 'name', value: String(name), cwd: null }));

/**
 * A connection to the daemon. Each method rejects with a `PmxError`, whose `code` is stable and whose `advice`
 * says what to do. An operation on apps resolves when each of them has reached its goal or failed; read `failures`.
 */
export class Pmx {
  private readonly subscriptions: Subscription[] = [];
  private isOver = false;

  constructor(
    private client: Client,
    /** Connects again, to the daemon that runs by then. */
    private readonly open: (events?: ClientEvents) => Promise<Client>,
    private readonly caller: Caller,
  ) {}

  ping(): Promise<PingResult> {
    return this.call('ping', {});
  }

  async list(): Promise<InstanceView[]> {
    return (await this.call('list', {})).apps;
  }

  /** @param names none: all */
  async describe(names: Names = []): Promise<InstanceDetails[]> {
    return (await this.call('describe', { targets: targetsOf(names) })).apps;
  }

  /**
   * Starts a script, a listed app, or an app given by its fields, of which `script` is needed.
   * @throws {PmxError} PMX_ERR_ALREADY_RUNNING, PMX_ERR_SCRIPT_NOT_FOUND, PMX_ERR_INVALID_SPEC and others
   */
  start(what: Names | App, options: StartOptions = {}): Promise<ChangeResult> {
    if (isNames(what)) return this.call('start', this.startParams(targetsOf(what), options));
    const { script, ...fields } = what;
    const merged = { ...options, fields: { ...fields, ...options.fields } };
    return this.call('start', this.startParams(targetsOf(String(script ?? '')), merged));
  }

  restart(names: Names, options: StartOptions = {}): Promise<ChangeResult> {
    return this.call('restart', this.startParams(targetsOf(names), options));
  }

  reload(names: Names, options: StartOptions = {}): Promise<ChangeResult> {
    return this.call('reload', this.startParams(targetsOf(names), options));
  }

  stop(names: Names): Promise<ChangeResult> {
    return this.call('stop', { targets: targetsOf(names) });
  }

  delete(names: Names): Promise<ChangeResult> {
    return this.call('delete', { targets: targetsOf(names) });
  }

  /** @param count a number of instances, `+2` or `-1` */
  scale(name: string, count: number | string): Promise<ChangeResult> {
    return this.call('scale', { target: name, count: String(count) });
  }

  reset(names: Names): Promise<ChangeResult> {
    return this.call('reset', { targets: targetsOf(names) });
  }

  /** @param signal such as `SIGUSR2` */
  sendSignal(signal: string, names: Names): Promise<ChangeResult> {
    return this.call('signal', { targets: targetsOf(names), signal });
  }

  /** Delivers a message to the app: `process.on('message')`. */
  async sendDataToProcessId(id: number, packet: unknown): Promise<void> {
    await this.call('message', { target: String(id), value: packet });
  }

  /** Sends a line to the program's standard input. */
  async sendLine(name: string, line: string): Promise<void> {
    await this.call('send', { target: name, data: `${line}\n` });
  }

  /** @returns the files that were emptied */
  async flush(names: Names = 'all'): Promise<string[]> {
    return (await this.call('flush', { targets: targetsOf(names) })).files;
  }

  /** @returns the files that were opened again */
  async reloadLogs(names: Names = 'all'): Promise<string[]> {
    return (await this.call('reloadLogs', { targets: targetsOf(names) })).files;
  }

  /**
   * Saves the list for `resurrect`.
   * @throws {PmxError} PMX_ERR_EMPTY_SAVE unless `force`
   */
  dump(force = false): Promise<ApiRequests['save']['result']> {
    return this.call('save', { force });
  }

  resurrect(): Promise<ChangeResult> {
    return this.call('resurrect', { caller: this.caller });
  }

  /** Stops every app, then pmx itself. @returns the number of instances stopped */
  async kill(): Promise<number> {
    return (await this.call('kill', {})).stopped;
  }

  /**
   * Events from now on, for as long as this program wants them: after an update of pmx they come from the next daemon.
   * @param events kinds to hear of
   * @returns an emitter of each kind of event, and of `*`, each with a `BusEvent`; of `resume` with `{ gap, apps }` when events
   *   come again after `gap` milliseconds in which none could be told; of `dropped` with the number of events that were
   *   missed because they were not read in time; and of `close` after `disconnect`
   */
  async launchBus(events: readonly string[] = BUS_EVENTS): Promise<EventEmitter> {
    const bus = new EventEmitter();
    const subscription = new Subscription(this.open, events, {
      onEvent: (event) => {
        bus.emit(event.event, event);
        bus.emit('*', event);
      },
      onDropped: (count) => bus.emit('dropped', count),
      onResumed: (gap, apps) => bus.emit('resume', { gap, apps }),
      onClosed: () => bus.emit('close'),
    });
    await subscription.begin();
    this.subscriptions.push(subscription);
    return bus;
  }

  disconnect(): void {
    this.isOver = true;
    this.client.close();
    for (const subscription of this.subscriptions) subscription.close();
  }

  /**
   * Any call of the API, typed. A connection that has ended, with an update of pmx say, is made again first.
   * @throws {PmxError} PMX_ERR_DAEMON_GONE when it ends before the answer; whether the call was carried out is not known then
   */
  async call<M extends ApiMethod>(
    method: M,
    params: ApiRequests[M]['params'],
  ): Promise<ApiRequests[M]['result']> {
    if (this.client.isClosed && !this.isOver) this.client = await this.open();
    return this.client.call(method, params);
  }

  private startParams(targets: Target[], options: StartOptions): StartParams {
    return {
      targets,
      caller: this.caller,
      overrides: options.fields ?? {},
      envName: options.env ?? null,
      only: options.only ?? [],
      force: options.force ?? false,
      updateEnv: options.updateEnv ?? false,
      running: options.running ?? 'error',
    };
  }
}

const isNames = (what: Names | App): what is Names => typeof what !== 'object' || Array.isArray(what);
