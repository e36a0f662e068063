/**
 * How `@pmx/agent`, which the app loads, finds the agent that was preloaded into the same process. The two may be of
 * different releases: this is their contract.
 */

import { isRecord } from '@pmx/protocol';
import type { Actions } from '../metrics/actions';
import type { AuthorMetrics } from '../metrics/author';

const NAME = Symbol.for('pmx.agent');

/** Changes when a member changes its meaning; a link of another version counts as none. */
export const LINK_VERSION = 1;

export interface AgentLink {
  readonly version: typeof LINK_VERSION;
  /** The signal by which pmx asks this process to end. */
  readonly stopSignal: string;
  isDraining(): boolean;
  /** Calls once, in a tick of its own, when draining begins or has begun. @returns what takes it back */
  onDrain(listener: () => void): () => void;
  /** An agent that is older has neither. */
  readonly metrics?: Pick<AuthorMetrics, 'register'>;
  readonly actions?: Pick<Actions, 'add'>;
}

/** Not enumerable: the app notices nothing of the agent (invariant 9). */
export function publishLink(target: object, link: AgentLink): void {
  Object.defineProperty(target, NAME, { value: Object.freeze(link) });
}

/** @returns null when there is no agent, or none that speaks this version */
export function findLink(target: object): AgentLink | null {
  const link: unknown = Reflect.get(target, NAME);
  return isRecord(link) && link.version === LINK_VERSION ? (link as unknown as AgentLink) : null;
}
