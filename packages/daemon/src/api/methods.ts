/** What each method of the API does. */

import { type ApiMethod, type ApiRequests, PROTOCOL_VERSION, type Target } from '@pmx/protocol';
import type { Slot } from '../apps/app';
import { requireSlots, type Word } from '../apps/targets';
import { detailsOf, viewList } from '../apps/views';
import type { Daemon, Progress } from '../commands/context';
import { declare } from '../commands/declare';
import { prepareToLeave, renewHosts } from '../commands/leave';
import { reload } from '../commands/reload';
import { resurrect, save } from '../commands/save';
import { restart, start } from '../commands/start';
import { del, reset, scale, stop } from '../commands/stop';
import { flush, reloadLogs, sendInput, sendMessage, sendSignal } from '../commands/streams';
import type { Inspector } from '../inspect/inspector';
import type { Hosts } from '../links/hosts';
import type { Monitors, Viewer } from '../metrics/monitors';
import { history, why } from './journal';
import { metrics } from './metrics';

export interface MethodPorts {
  daemon: Daemon;
  hosts: Hosts;
  inspector: Inspector;
  monitors: Monitors;
  version: string;
  home: string;
  startedAt: number;
  /** Ends the daemon, and its hosts with it or not, once the answer is out. */
  end(what: 'all' | 'daemon'): void;
}

export interface Call {
  progress: Progress;
  /** The caller has gone. */
  gone: AbortSignal;
  /** Makes a viewer of the caller: it is told something for as long as its connection lasts. */
  stay(): Viewer;
  /** Sends these events to the caller from now on. */
  subscribe(events: string[]): void;
}

type Methods = {
  [M in Exclude<ApiMethod, never>]: (
    params: ApiRequests[M]['params'],
    call: Call,
  ) => Promise<ApiRequests[M]['result']> | ApiRequests[M]['result'];
};

export function methodsOf(ports: MethodPorts): Methods {
  const { daemon, hosts, inspector, monitors } = ports;
  const { registry } = daemon.supervisor;
  const slotsOf = (targets: Target[]): Slot[] => requireSlots(registry, wordsOf(daemon, targets));
  const one = (target: string): Slot => requireSlots(registry, [{ value: target, cwd: null }])[0]!;
  return {
    ping: () => ({
      pid: process.pid,
      keeperPid: hosts.keeper.pid,
      version: ports.version,
      protocol: PROTOCOL_VERSION,
      home: ports.home,
      startedAt: ports.startedAt,
      hosts: hosts.infos(),
    }),
    list: async () => ({ apps: await viewList(daemon), version: ports.version }),
    describe: async ({ targets }) => {
      await daemon.usage.refresh(registry.slots());
      const slots = targets.length === 0 ? registry.slots() : slotsOf(targets);
      return { apps: slots.map((slot) => detailsOf(slot, daemon)) };
    },
    start: (params, { progress }) => start(daemon, params, progress),
    restart: (params, { progress }) => restart(daemon, params, progress),
    reload: (params, { progress }) => reload(daemon, params, progress),
    stop: ({ targets }, { progress }) => stop(daemon, slotsOf(targets), progress),
    delete: ({ targets }, { progress }) => del(daemon, slotsOf(targets), progress),
    scale: ({ target, count }, { progress }) => scale(daemon, target, count, progress),
    reset: ({ targets }) => reset(daemon, slotsOf(targets)),
    signal: ({ targets, signal }) => sendSignal(daemon, hosts, slotsOf(targets), signal),
    send: ({ target, data }) => sendInput(hosts, one(target), data),
    message: ({ target, value }) => sendMessage(daemon, one(target), value),
    flush: ({ targets }) => flush(hosts, targets.length === 0 ? registry.slots() : slotsOf(targets)),
    reloadLogs: ({ targets }) =>
      reloadLogs(hosts, targets.length === 0 ? registry.slots() : slotsOf(targets)),
    save: ({ force }) => save(daemon, force),
    resurrect: (_params, { progress }) => resurrect(daemon, progress),
    subscribe: async ({ events }, call) => {
      call.subscribe(events);
      return { apps: await viewList(daemon) };
    },
    history: (params) => history(daemon, wordsOf(daemon, params.targets), params),
    why: ({ targets }) => why(daemon, targets.length === 0 ? registry.slots() : slotsOf(targets)),
    metrics: ({ targets }) => metrics(daemon, targets.length === 0 ? registry.slots() : slotsOf(targets)),
    monitor: async ({ focus }, call) => {
      await daemon.usage.refresh(registry.slots());
      return monitors.join(call.stay(), focus);
    },
    profile: ({ target, ...params }, { gone }) => inspector.profile(one(target), params, gone),
    heapSnapshot: ({ target, file }, { gone }) => inspector.heapSnapshot(one(target), file, gone),
    gc: ({ targets }, { gone }) => inspector.gc(slotsOf(targets), gone),
    trigger: ({ targets, ...params }, { gone }) => inspector.trigger(slotsOf(targets), params, gone),
    leave: async ({ apps }, { progress }) => {
      const stopped = await prepareToLeave(daemon, apps, progress);
      ports.end(apps === 'keep' ? 'daemon' : 'all');
      return { stopped };
    },
    renewHosts: () => renewHosts(daemon, hosts),
    kill: async (_params, { progress }) => {
      const slots = registry.slots();
      await del(daemon, slots, progress);
      ports.end('all');
      return { stopped: slots.length };
    },
  };
}

/** A config file stands for the names of its apps. */
function wordsOf(daemon: Daemon, targets: Target[]): Word[] {
  return targets.flatMap((target): Word[] => {
    if (target.kind === 'name') return [target];
    const { apps } = declare(daemon, {
      apps: target.apps,
      caller: { cwd: '/', env: {} },
      envName: null,
      configFile: target.file,
    });
    return apps.map(({ spec }) => ({ value: spec.name, cwd: null }));
  });
}
