/** The agent proper: who it is, what it tells the daemon, and what it does for the app. */

import {
  type AgentIdentity,
  type AgentToDaemon,
  type DaemonToAgent,
  encodeFrame,
  isRecord,
  MAX_AGENT_MESSAGE_BYTES,
  notification,
  PROTOCOL_VERSION,
} from '@pmx/protocol';
import { DrainNotice } from './api/drain-notice';
import { LINK_VERSION, publishLink } from './api/link';
import { watchBoot } from './boot';
import type { CommandLine } from './command-line';
import { Connection } from './connection';
import { prepareDraining } from './drain';
import { clusterOfWorker } from './drain/orphan';
import { Heartbeat } from './heartbeat';
import { prepareInsight } from './insight';
import { provideIpc } from './ipc';
import type { Sent } from './outbox';
import { holdListening } from './probation';

export interface AgentOptions {
  identity: AgentIdentity;
  commandLine: CommandLine;
  /** Of pmx; null: not known. */
  version: string | null;
}

export function startAgent({ identity, commandLine, version }: AgentOptions): void {
  let booted = false;
  const hello = {
    protocol: PROTOCOL_VERSION,
    key: identity.key,
    pid: process.pid,
    nodeVersion: process.version,
    version,
  };
  const connection = new Connection(identity.socket, {
    // A daemon that has just come back knows nothing of this process.
    greeting: () => [
      frameOf('agent.hello', hello),
      ...(booted ? [frameOf('agent.booted', {})] : []),
      ...draining.addresses.map((address) => frameOf('agent.listening', address)),
      ...(actions.names.length > 0 ? [frameOf('agent.actions', { names: actions.names })] : []),
      ...(draining.cut === null ? [] : [frameOf('agent.drained', { cut: draining.cut })]),
    ],
    onMessage: (message) => receive(message, orders),
    // A daemon that comes asks again for what it wants.
    onLost: () => insight.rest(),
  });
  const tell: Tell = (method, params) => connection.sendNow(frameOf(method, params));
  const notice = new DrainNotice();
  const draining = prepareDraining({
    begun: () => notice.begin(),
    listening: (address) => tell('agent.listening', address),
    draining: (progress) => tell('agent.draining', progress),
    drained: (cut) => tell('agent.drained', { cut }),
  });
  const insight = prepareInsight({
    servers: draining,
    sample: (sample) => connection.offer(frameOf('agent.sample', sample)),
    actions: (names) => tell('agent.actions', { names }),
    answer: (frame) => connection.sendNow(frame),
  });
  const { actions, metrics } = insight;
  publishLink(globalThis, {
    version: LINK_VERSION,
    stopSignal: identity.stopSignal,
    isDraining: () => notice.hasBegun,
    onDrain: (listener) => notice.subscribe(listener),
    metrics,
    actions,
  });
  const heartbeat = new Heartbeat((delay) => connection.offer(frameOf('agent.heartbeat', { delay })));
  const ipc = provideIpc(process as unknown as Parameters<typeof provideIpc>[0], (value, sent) =>
    post(connection, value, sent),
  );
  const orders: Orders = {
    'agent.deliver': ({ value }) => ipc.deliver(value),
    'agent.drain': (limits) => draining.begin(limits),
    'agent.watch': ({ interval }) => heartbeat.watch(interval),
    ...insight.orders,
  };
  if (identity.probation > 0) holdListening(clusterOfWorker(), identity.probation);
  watchBoot(commandLine, () => {
    booted = true;
    tell('agent.booted', {});
  });
  // After the main module, so that it is not delayed. One turn of the loop: an unref'd immediate would wait in an idle
  // server until something else wakes it.
  setImmediate(() => connection.open());
}

type Tell = <M extends keyof AgentToDaemon>(method: M, params: AgentToDaemon[M]) => void;

type Orders = { [M in keyof DaemonToAgent]: (params: DaemonToAgent[M]) => void };

function frameOf<M extends keyof AgentToDaemon>(method: M, params: AgentToDaemon[M]): string {
  return encodeFrame(notification(method, params));
}

function post(connection: Connection, value: unknown, sent: Sent): boolean {
  let frame: string;
  try {
    frame = messageFrame(value);
  } catch (error) {
    process.nextTick(sent, error);
    return false;
  }
  return connection.send(frame, sent);
}

/** Throws when the value is too large, or is nothing that JSON can say. */
function messageFrame(value: unknown): string {
  const frame = frameOf('agent.message', { value });
  if (Buffer.byteLength(frame) > MAX_AGENT_MESSAGE_BYTES)
    throw new RangeError('The message is too large for pmx.');
  return frame;
}

function receive(message: unknown, orders: Orders): void {
  if (!isRecord(message) || !isRecord(message.params)) return;
  const { method, params } = message;
  const order = Object.hasOwn(orders, String(method)) ? orders[method as keyof Orders] : undefined;
  order?.(params as never);
}
