/** What was asked of agents and is not answered yet. */

import { PmxError } from '@pmx/protocol';

interface Pending {
  key: string;
  resolve(result: unknown): void;
  reject(error: PmxError): void;
  timer: NodeJS.Timeout;
}

/** How the agent hears of a question, by its number. */
export interface Tell {
  /** @returns false when it could not be sent */
  ask(id: number): boolean;
  cancel(id: number): void;
}

export class Questions {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;

  /**
   * @param deadline milliseconds
   * @param signal gives the question up; the agent's answer to that is awaited
   * @throws {PmxError} PMX_ERR_NO_AGENT, PMX_ERR_AGENT_ANSWER, PMX_ERR_TIMEOUT
   */
  ask(key: string, tell: Tell, deadline: number, signal?: AbortSignal): Promise<unknown> {
    const id = this.nextId++;
    signal?.addEventListener('abort', () => tell.cancel(id), { once: true });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        tell.cancel(id);
        this.take(id)?.reject(late(deadline));
      }, deadline);
      this.pending.set(id, { key, resolve, reject, timer });
      if (!tell.ask(id)) this.take(id)?.reject(gone());
    });
  }

  /** An answer counts only from the process that was asked. */
  answer(key: string, id: unknown, result: unknown, error: unknown): void {
    if (typeof id !== 'number' || this.pending.get(id)?.key !== key) return;
    const question = this.take(id);
    if (typeof error === 'string') question?.reject(refused(error));
    else question?.resolve(result);
  }

  /** The process, or the connection to it, has ended. */
  lose(key: string): void {
    for (const [id, question] of this.pending) {
      if (question.key === key) this.take(id)?.reject(gone());
    }
  }

  private take(id: number): Pending | undefined {
    const question = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(question?.timer);
    return question;
  }
}

const late = (deadline: number): PmxError =>
  new PmxError(
    'PMX_ERR_TIMEOUT',
    `The app gave no answer within ${deadline} ms.`,
    'Its event loop may be blocked, or what it was asked for takes longer.',
  );

const gone = (): PmxError =>
  new PmxError(
    'PMX_ERR_NO_AGENT',
    'The process, or the connection to its agent, ended before it answered.',
    'See what became of it with: pmx list',
  );

const MAX_REASON = 2_000;

const refused = (reason: string): PmxError =>
  new PmxError('PMX_ERR_AGENT_ANSWER', reason.slice(0, MAX_REASON));
