/** The API for programs: what the commands do, as promises. */

import { EventEmitter } from 'node:events';
import type {
  ApiMethod,
  ApiRequests,
  BusEvent,
  Caller,
  ChangeResult,
  InstanceDetails,
  InstanceView,
  PingResult,
  StartParams,
  Target,
} from '@pmx/protocol';
import type { Client } from './client';

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
  constructor(
    private readonly client: Client,
    private readonly bus: EventEmitter,
    private readonly caller: Caller,
  ) {}

  ping(): Promise<PingResult> {
    return this.client.call('ping', {});
  }

  async list(): Promise<InstanceView[]> {
    return (await this.client.call('list', {})).apps;
  }

  /** @param names none: all */
  async describe(names: Names = []): Promise<InstanceDetails[]> {
    return (await this.client.call('describe', { targets: targetsOf(names) })).apps;
  }

  /**
   * Starts a script, a listed app, or an app given by its fields, of which `script` is needed.
   * @throws {PmxError} PMX_ERR_ALREADY_RUNNING, PMX_ERR_SCRIPT_NOT_FOUND, PMX_ERR_INVALID_SPEC and others
   */
  start(what: Names | App, options: StartOptions = {}): Promise<ChangeResult> {
    if (isNames(what)) return this.client.call('start', this.startParams(targetsOf(what), options));
    const { script, ...fields } = what;
    const merged = { ...options, fields: { ...fields, ...options.fields } };
    return this.client.call('start', this.startParams(targetsOf(String(script ?? '')), merged));
  }

  restart(names: Names, options: StartOptions = {}): Promise<ChangeResult> {
    return this.client.call('restart', this.startParams(targetsOf(names), options));
  }

  reload(names: Names, options: StartOptions = {}): Promise<ChangeResult> {
    return this.client.call('reload', this.startParams(targetsOf(names), options));
  }

  stop(names: Names): Promise<ChangeResult> {
    return this.client.call('stop', { targets: targetsOf(names) });
  }

  delete(names: Names): Promise<ChangeResult> {
    return this.client.call('delete', { targets: targetsOf(names) });
  }

  /** @param count a number of instances, `+2` or `-1` */
  scale(name: string, count: number | string): Promise<ChangeResult> {
    return this.client.call('scale', { target: name, count: String(count) });
  }

  reset(names: Names): Promise<ChangeResult> {
    return this.client.call('reset', { targets: targetsOf(names) });
  }

  /** @param signal such as `SIGUSR2` */
  sendSignal(signal: string, names: Names): Promise<ChangeResult> {
    return this.client.call('signal', { targets: targetsOf(names), signal });
  }

  /** Delivers a message to the app: `process.on('message')`. */
  async sendDataToProcessId(id: number, packet: unknown): Promise<void> {
    await this.client.call('message', { target: String(id), value: packet });
  }

  /** Sends a line to the program's standard input. */
  async sendLine(name: string, line: string): Promise<void> {
    await this.client.call('send', { target: name, data: `${line}\n` });
  }

  /** @returns the files that were emptied */
  async flush(names: Names = 'all'): Promise<string[]> {
    return (await this.client.call('flush', { targets: targetsOf(names) })).files;
  }

  /** @returns the files that were opened again */
  async reloadLogs(names: Names = 'all'): Promise<string[]> {
    return (await this.client.call('reloadLogs', { targets: targetsOf(names) })).files;
  }

  /**
   * Saves the list for `resurrect`.
   * @throws {PmxError} PMX_ERR_EMPTY_SAVE unless `force`
   */
  dump(force = false): Promise<ApiRequests['save']['result']> {
    return this.client.call('save', { force });
  }

  resurrect(): Promise<ChangeResult> {
    return this.client.call('resurrect', { caller: this.caller });
  }

  /** Stops every app, then pmx itself. @returns the number of instances stopped */
  async kill(): Promise<number> {
    return (await this.client.call('kill', {})).stopped;
  }

  /**
   * Events from now on.
   * @param events kinds to hear of
   * @returns an emitter of each kind of event, and of `*`, each with a `BusEvent`; `dropped` with the number of
   *   notifications that this program missed because it read too slowly; `close` when the connection ends
   */
  async launchBus(events: readonly string[] = BUS_EVENTS): Promise<EventEmitter> {
    await this.client.call('subscribe', { events: [...events] });
    return this.bus;
  }

  disconnect(): void {
    this.client.close();
  }

  /** Any call of the API, typed. */
  call<M extends ApiMethod>(method: M, params: ApiRequests[M]['params']): Promise<ApiRequests[M]['result']> {
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

/** The emitter behind `launchBus`, and the callbacks that feed it. */
export function makeBus(): {
  bus: EventEmitter;
  onEvent(event: BusEvent): void;
  onDropped(count: number): void;
  onClose(): void;
} {
  const bus = new EventEmitter();
  return {
    bus,
    onEvent: (event) => {
      bus.emit(event.event, event);
      bus.emit('*', event);
    },
    onDropped: (count) => bus.emit('dropped', count),
    onClose: () => bus.emit('close'),
  };
}
