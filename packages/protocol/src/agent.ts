/**
 * The agent channel: agent.sock, between the daemon and the agent inside a Node app.
 * Notifications only, in both directions; the agent sends `agent.hello` first.
 */

import type { CustomValue, Sample } from './metrics';

/**
 * The environment variable that tells the agent who it is, as JSON of `AgentIdentity`. The agent removes it
 * before the app's first line, so that neither the app nor its children see it.
 */
export const AGENT_VARIABLE = 'PMX_AGENT';

export interface AgentIdentity {
  /** Path of agent.sock. */
  socket: string;
  /** Names slot and generation, as in the host protocol. */
  key: string;
  /** Milliseconds that a successor must live through before it really listens; 0 for all others. */
  probation: number;
  /** The signal by which pmx asks this process to end. */
  stopSignal: string;
}

/** Bytes of one message of an agent; the daemon ends a connection that sends a larger one. */
export const MAX_AGENT_MESSAGE_BYTES = 1024 * 1024;

/** Questions that the agent answers, by name. */
export interface AgentQuestions {
  gc: { params: Record<string, never>; result: { before: number; after: number } };
  profile: {
    params: { kind: 'cpu' | 'heap'; duration: number; file: string };
    result: { file: string; bytes: number };
  };
  heapSnapshot: { params: { file: string }; result: { file: string; bytes: number; pause: number } };
  trigger: { params: { action: string; params: unknown }; result: unknown };
}

/** From the agent. */
export interface AgentToDaemon {
  'agent.hello': { protocol: number; key: string; pid: number; nodeVersion: string; version: string | null };
  /** The main module has run. */
  'agent.booted': Record<string, never>;
  /** `process.send(value)`: `'ready'`, or anything for the bus. */
  'agent.message': { value: unknown };
  /** A server of the app listens. `path` is that of a Unix socket; one of the two is null. */
  'agent.listening': ListeningAddress;
  /** Draining is under way; at most every 100 ms, when a number has changed. */
  'agent.draining': DrainProgress;
  /** No connection is left. `cut`: those that were ended because the time was up. */
  'agent.drained': { cut: number };
  /** The event loop turns; `delay` is how late it was, in milliseconds. */
  'agent.heartbeat': { delay: number };
  /** What was measured since the sample before. */
  'agent.sample': { values: Sample; custom: Record<string, CustomValue> };
  /** Names of the actions that the app has registered, all of them; told again when there is a new one. */
  'agent.actions': { names: string[] };
  /** To the `agent.ask` of this id. `error`: in plain words; null when it went well. */
  'agent.answer': { id: number; result: unknown; error: string | null };
}

export type AgentQuestion = {
  [Q in keyof AgentQuestions]: { id: number; question: Q; params: AgentQuestions[Q]['params'] };
}[keyof AgentQuestions];

export interface ListeningAddress {
  address: string | null;
  port: number | null;
  path: string | null;
}

export interface DrainProgress {
  /** Open connections, those below included. */
  connections: number;
  /** Requests that are being answered. An HTTP/2 connection with open streams counts as one. */
  requests: number;
  /** WebSockets, event streams, and connections of protocols that the agent does not know. */
  longLived: number;
}

/**
 * To the agent. `agent.deliver`, `agent.drain` and `agent.watch`, and what answers them, mean the same in every protocol: an agent
 * lives as long as its app, whatever becomes of the daemon.
 */
export interface DaemonToAgent {
  /** Delivered to the app as `process.on('message', value)`. */
  'agent.deliver': { value: unknown };
  /**
   * Take no new connection and let those that are open come to their end. A second one is ignored.
   * `timeout`: milliseconds after which what is left is cut. `idle`: milliseconds without a byte after which an idle
   * keep-alive connection is closed; 0: not before the timeout, unless the app's own keepAliveTimeout does it.
   */
  'agent.drain': { timeout: number; idle: number };
  /** Send a heartbeat every `interval` milliseconds; 0: no more. */
  'agent.watch': { interval: number };
  /** Send a sample every `interval` milliseconds; 0: no more, and measure nothing. */
  'agent.measure': { interval: number };
  'agent.ask': AgentQuestion;
  /** Nobody waits for the answer to the `agent.ask` of this id any more. */
  'agent.cancel': { id: number };
}
