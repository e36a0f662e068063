/** agent.sock: the agents inside Node apps. */

import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import {
  type AgentQuestion,
  type CustomValue,
  isRecord,
  MAX_AGENT_MESSAGE_BYTES,
  type Sample,
  speaksWith,
} from '@pmx/protocol';
import { Guests, Peer } from '@pmx/system';
import { Questions } from '../inspect/questions';
import { customOf, namesOf, sampleOf } from './agent-reports';

/**
 * Milliseconds of silence after which a draining process closes an idle keep-alive connection: as long as Node's own
 * keepAliveTimeout, so that it crosses with a request on its way no more often than ever.
 */
const IDLE_BEFORE_CLOSE = 5_000;

/** Connections that have not said who they are. */
const MAX_STRANGERS = 256;

export interface AgentPorts {
  /** Whether a process of this key and pid is one of ours; what an unknown one says is not heard. */
  accepts(key: string, pid: number): boolean;
  onHello(key: string): void;
  /** Its event loop turns. */
  onHeartbeat(key: string): void;
  onBooted(key: string): void;
  /** It listens on a port or socket. */
  onListening(key: string): void;
  /** Its connections are through; `cut` of them were still open when the time was over. */
  onDrained(key: string, cut: number): void;
  onMessage(key: string, value: unknown): void;
  /** What it measured since the sample before; checked, and bounded. */
  onSample(key: string, values: Sample, custom: Record<string, CustomValue>): void;
  /** The actions that it has registered, all of them. */
  onActions(key: string, names: string[]): void;
}

export class AgentServer {
  readonly server: Server;
  private readonly agents = new Map<string, Peer>();
  /** Those of another protocol: they are told and asked nothing but what means the same in each (see DaemonToAgent). */
  private readonly foreign = new WeakSet<Peer>();
  private readonly strangers = new Guests(MAX_STRANGERS);
  private readonly questions = new Questions();

  constructor(private readonly ports: AgentPorts) {
    this.server = createServer((socket) => this.greet(socket));
  }

  /** @returns false when no agent of this process is connected */
  deliver(key: string, value: unknown): boolean {
    return this.agents.get(key)?.notify('agent.deliver', { value }) ?? false;
  }

  /** Asks the process to stop accepting and to say when its connections are through. @returns like `deliver` */
  drain(key: string, timeout: number): boolean {
    return this.agents.get(key)?.notify('agent.drain', { timeout, idle: IDLE_BEFORE_CLOSE }) ?? false;
  }

  /** Asks for a heartbeat each `interval` milliseconds. */
  watch(key: string, interval: number): void {
    this.agents.get(key)?.notify('agent.watch', { interval });
  }

  /** Asks for a sample each `interval` milliseconds; 0: no more. To be said again after each `onHello`. */
  measure(key: string, interval: number): void {
    this.understanding(key)?.notify('agent.measure', { interval });
  }

  /** Whether an agent of this process is connected that can be asked. */
  has(key: string): boolean {
    return this.understanding(key) !== undefined;
  }

  /**
   * @param deadline milliseconds
   * @param signal gives the question up: the agent ends what it was doing for it, and the answer is an error
   * @throws {PmxError} PMX_ERR_NO_AGENT, PMX_ERR_AGENT_ANSWER with the agent's own words, PMX_ERR_TIMEOUT
   */
  ask(
    key: string,
    question: Omit<AgentQuestion, 'id'>,
    deadline: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const peer = this.understanding(key);
    const tell = {
      ask: (id: number) => peer?.notify('agent.ask', { id, ...question }) ?? false,
      cancel: (id: number) => peer?.notify('agent.cancel', { id }),
    };
    return this.questions.ask(key, tell, deadline, signal);
  }

  close(): void {
    this.server.close();
    for (const peer of this.agents.values()) peer.destroy();
  }

  private greet(socket: Socket): void {
    let key: string | null = null;
    const peer = new Peer(
      socket,
      {
        onNotification: (method, params) => {
          if (key === null) key = this.introduce(method, params, peer);
          else this.hear(key, method, params);
        },
        onClose: () => {
          this.strangers.release(peer);
          if (key !== null && this.agents.get(key) === peer) this.lose(key);
        },
      },
      { maxMessageBytes: MAX_AGENT_MESSAGE_BYTES },
    );
    this.strangers.admit(peer);
  }

  /** The first message says who it is; anything else ends the connection. */
  private introduce(method: string, params: unknown, peer: Peer): string | null {
    const known =
      method === 'agent.hello' &&
      isRecord(params) &&
      typeof params.protocol === 'number' &&
      typeof params.key === 'string' &&
      typeof params.pid === 'number' &&
      this.ports.accepts(params.key, params.pid);
    if (!known) {
      peer.destroy();
      return null;
    }
    const key = params.key as string;
    this.strangers.release(peer);
    // One process, one connection: what is said on a former one is old.
    this.agents.get(key)?.destroy();
    this.lose(key);
    this.agents.set(key, peer);
    if (!speaksWith(params.protocol as number)) this.foreign.add(peer);
    this.ports.onHello(key);
    return key;
  }

  private understanding(key: string): Peer | undefined {
    const peer = this.agents.get(key);
    return peer && !this.foreign.has(peer) ? peer : undefined;
  }

  private lose(key: string): void {
    this.agents.delete(key);
    this.questions.lose(key);
  }

  private hear(key: string, method: string, params: unknown): void {
    if (method === 'agent.booted') this.ports.onBooted(key);
    else if (method === 'agent.heartbeat') this.ports.onHeartbeat(key);
    else if (method === 'agent.listening') this.ports.onListening(key);
    else if (isRecord(params)) this.hearReport(key, method, params);
  }

  private hearReport(key: string, method: string, params: Record<string, unknown>): void {
    const { ports } = this;
    if (method === 'agent.drained') ports.onDrained(key, Number(params.cut) || 0);
    else if (method === 'agent.message') ports.onMessage(key, params.value);
    else if (method === 'agent.sample') ports.onSample(key, sampleOf(params.values), customOf(params.custom));
    else if (method === 'agent.actions') ports.onActions(key, namesOf(params.names));
    else if (method === 'agent.answer') this.questions.answer(key, params.id, params.result, params.error);
  }
}
