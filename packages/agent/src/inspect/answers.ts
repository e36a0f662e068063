/** Answers what the daemon asks of this process. */

import type { AgentQuestion, AgentToDaemon } from '@pmx/protocol';
import type { Actions } from '../metrics/actions';
import { collectGarbage, heapSnapshot } from './heap';
import { profile } from './profile';

export interface AnswerPorts {
  actions: Actions;
  answer(answer: AgentToDaemon['agent.answer']): void;
}

export class Answers {
  /** Questions that can be given up. */
  private readonly underWay = new Map<number, AbortController>();
  /** What the inspector is doing; two at once would disturb each other. */
  private inspecting: AgentQuestion['question'] | null = null;

  constructor(private readonly ports: AnswerPorts) {}

  async ask(asked: AgentQuestion): Promise<void> {
    const end = new AbortController();
    this.underWay.set(asked.id, end);
    try {
      const result = await this.perform(asked, end.signal);
      this.ports.answer({ id: asked.id, result, error: null });
    } catch (error) {
      this.ports.answer({ id: asked.id, result: null, error: reasonOf(error) });
    } finally {
      this.underWay.delete(asked.id);
    }
  }

  cancel(id: number): void {
    this.underWay.get(id)?.abort();
  }

  /** Nobody is there any more to hear the answers. */
  cancelAll(): void {
    for (const end of this.underWay.values()) end.abort();
  }

  private perform(asked: AgentQuestion, signal: AbortSignal): Promise<unknown> {
    switch (asked.question) {
      case 'trigger':
        return this.ports.actions.run(asked.params.action, asked.params.params);
      case 'gc':
        return this.inspect(asked.question, collectGarbage);
      case 'heapSnapshot':
        return this.inspect(asked.question, () => heapSnapshot(asked.params));
      case 'profile':
        return this.inspect(asked.question, () => profile(asked.params, signal));
      default:
        throw new Error('The agent in this process is older than the question. Restart the app.');
    }
  }

  private async inspect<R>(what: AgentQuestion['question'], look: () => Promise<R>): Promise<R> {
    if (this.inspecting !== null) throw new Error(`It is busy: a ${WORDS[this.inspecting]} is under way.`);
    this.inspecting = what;
    try {
      return await look();
    } finally {
      this.inspecting = null;
    }
  }
}

const WORDS: Record<AgentQuestion['question'], string> = {
  gc: 'garbage collection',
  profile: 'profile',
  heapSnapshot: 'heap snapshot',
  trigger: 'trigger',
};

/** The app may throw anything. */
function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : String(error);
  } catch {
    return 'It threw something that cannot be shown.';
  }
}
