/**
 * The agent channel: agent.sock, between the daemon and the agent inside a Node app.
 * Notifications only, in both directions; the agent sends `agent.hello` first.
 */

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
}

/** Bytes of one message of an agent; the daemon ends a connection that sends a larger one. */
export const MAX_AGENT_MESSAGE_BYTES = 1024 * 1024;

/** From the agent. */
export interface AgentToDaemon {
  'agent.hello': { protocol: number; key: string; pid: number; nodeVersion: string; version: string | null };
  /** The main module has run. */
  'agent.booted': Record<string, never>;
  /** `process.send(value)`: `'ready'`, or anything for the bus. */
  'agent.message': { value: unknown };
}

/** To the agent. */
export interface DaemonToAgent {
  /** Delivered to the app as `process.on('message', value)`. */
  'agent.deliver': { value: unknown };
}
