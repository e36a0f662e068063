/** Looks into running apps, by asking the agents in them. */

import { type AgentAnswer, type AgentQuestions, type ApiRequests, PmxError, toPmxError } from '@pmx/protocol';
import { currentKey, type Slot, specOf } from '../apps/app';
import type { AgentServer } from '../links/agent-server';
import type { Standstill } from './standstill';

/** Milliseconds beside what the question itself takes. */
const GRACE = 30_000;
/** A heap of many gigabytes takes minutes. */
const SNAPSHOT = 10 * 60_000;
const LONGEST_PROFILE = 10 * 60_000;

type Profile = ApiRequests['profile'];
type Snapshot = ApiRequests['heapSnapshot'];

export interface InspectorPorts {
  agents: Pick<AgentServer, 'has' | 'ask'>;
  standstill: Standstill;
  /** Its event loop has just been seen to turn. */
  noteAlive(slot: Slot): void;
}

export class Inspector {
  constructor(private readonly ports: InspectorPorts) {}

  /** @throws {PmxError} PMX_ERR_NO_AGENT, PMX_ERR_AGENT_ANSWER, PMX_ERR_TIMEOUT, PMX_ERR_USAGE */
  async profile(
    slot: Slot,
    { kind, duration, file }: Omit<Profile['params'], 'target'>,
    signal: AbortSignal,
  ): Promise<Profile['result']> {
    if (duration < 1 || duration > LONGEST_PROFILE) throw badDuration(duration);
    // Putting the profile together may block the loop for seconds.
    return this.still(slot, () => {
      return this.ask(slot, 'profile', { kind, duration, file }, duration + GRACE, signal);
    });
  }

  /** @param deadline milliseconds */
  async heapSnapshot(
    slot: Slot,
    file: string,
    signal: AbortSignal,
    deadline = SNAPSHOT,
  ): Promise<Snapshot['result']> {
    return this.still(slot, () => this.ask(slot, 'heapSnapshot', { file }, deadline, signal));
  }

  async gc(slots: Slot[], signal: AbortSignal): Promise<ApiRequests['gc']['result']> {
    return {
      apps: await answersOf(slots, (slot) => this.still(slot, () => this.ask(slot, 'gc', {}, GRACE, signal))),
    };
  }

  /** @param deadline milliseconds */
  async trigger(
    slots: Slot[],
    { action, params, deadline }: Omit<ApiRequests['trigger']['params'], 'targets'>,
    signal: AbortSignal,
  ): Promise<ApiRequests['trigger']['result']> {
    const ask = (slot: Slot) => this.ask(slot, 'trigger', { action, params }, deadline, signal);
    return { apps: await answersOf(slots, ask) };
  }

  private async ask<Q extends keyof AgentQuestions>(
    slot: Slot,
    question: Q,
    params: AgentQuestions[Q]['params'],
    deadline: number,
    signal: AbortSignal,
  ): Promise<AgentQuestions[Q]['result']> {
    const key = currentKey(slot);
    if (slot.state.pid === null) throw notRunning(slot);
    if (!this.ports.agents.has(key)) throw noAgent(slot);
    const asked = { question, params } as Parameters<AgentServer['ask']>[1];
    return this.ports.agents.ask(key, asked, deadline, signal) as Promise<AgentQuestions[Q]['result']>;
  }

  private async still<R>(slot: Slot, action: () => Promise<R>): Promise<R> {
    const key = currentKey(slot);
    try {
      return await this.ports.standstill.during(slot, action);
    } finally {
      if (currentKey(slot) === key) this.ports.noteAlive(slot);
    }
  }
}

/** Asks all of them at once; what one cannot answer does not concern the others. */
function answersOf<R>(slots: Slot[], ask: (slot: Slot) => Promise<R>): Promise<AgentAnswer<R>[]> {
  return Promise.all(
    slots.map(async (slot) => {
      const who = { id: slot.id, name: slot.app.spec.name };
      try {
        return { ...who, result: await ask(slot), error: null };
      } catch (error) {
        return { ...who, result: null, error: reasonFor(slot, toPmxError(error)) };
      }
    }),
  );
}

/** Beside the name of the instance, which the answer has already. */
function reasonFor(slot: Slot, { message, advice }: PmxError): string {
  const reason = message.replace(`${nameOf(slot)} `, '');
  return advice === '' ? reason : `${reason} ${advice}`;
}

const nameOf = (slot: Slot): string => `${slot.app.spec.name} (${slot.id})`;

const notRunning = (slot: Slot): PmxError =>
  new PmxError(
    'PMX_ERR_NO_AGENT',
    `${nameOf(slot)} does not run.`,
    `Start it with: pmx start ${slot.app.spec.name}`,
  );

function noAgent(slot: Slot): PmxError {
  const isNode = slot.launched?.nodeVersion !== null;
  const message = `${nameOf(slot)} has no agent to ask.`;
  if (!isNode) return new PmxError('PMX_ERR_NO_AGENT', message, 'Only Node apps can be looked into.');
  const advice = specOf(slot).agent
    ? 'It may not be up yet, or run a program that is not Node in its place. See docs/agent.md.'
    : 'It is turned off by `agent: false`: turn it on, and restart the app.';
  return new PmxError('PMX_ERR_NO_AGENT', message, advice);
}

const badDuration = (duration: number): PmxError =>
  new PmxError(
    'PMX_ERR_USAGE',
    `A profile cannot take ${duration} ms.`,
    `Give a time from 1 ms to ${LONGEST_PROFILE / 60_000} minutes.`,
  );
