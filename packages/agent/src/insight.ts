/** What the agent can tell of the inside of the app: figures, profiles, and what the author has to say. */

import {
  type AgentToDaemon,
  type DaemonToAgent,
  encodeFrame,
  MAX_AGENT_MESSAGE_BYTES,
  notification,
} from '@pmx/protocol';
import { Answers } from './inspect/answers';
import { Actions } from './metrics/actions';
import { AuthorMetrics } from './metrics/author';
import type { AppServers } from './metrics/http-server';
import { Measuring } from './metrics/measuring';

type Order = 'agent.measure' | 'agent.ask' | 'agent.cancel';

export interface InsightPorts {
  servers: AppServers;
  sample(sample: AgentToDaemon['agent.sample']): void;
  actions(names: string[]): void;
  /** A frame that answers a question. */
  answer(frame: string): void;
}

export interface Insight {
  readonly metrics: AuthorMetrics;
  readonly actions: Actions;
  readonly orders: { [O in Order]: (params: DaemonToAgent[O]) => void };
  /** Nobody listens any more: ends all of it. */
  rest(): void;
}

export function prepareInsight(ports: InsightPorts): Insight {
  const metrics = new AuthorMetrics();
  const actions: Actions = new Actions(() => ports.actions(actions.names));
  const answers = new Answers({ actions, answer: (answer) => ports.answer(answerFrame(answer)) });
  const measuring = new Measuring({
    servers: ports.servers,
    report: (values, seconds) => ports.sample({ values, custom: metrics.read(seconds) }),
  });
  return {
    metrics,
    actions,
    orders: {
      'agent.measure': ({ interval }) => measuring.measure(interval),
      'agent.ask': (question) => void answers.ask(question),
      'agent.cancel': ({ id }) => answers.cancel(id),
    },
    rest() {
      measuring.measure(0);
      answers.cancelAll();
    },
  };
}

/** An action may return what JSON cannot say, or more than fits into a message. */
function answerFrame(answer: AgentToDaemon['agent.answer']): string {
  const { id } = answer;
  try {
    const frame = frameOf(answer);
    if (Buffer.byteLength(frame) <= MAX_AGENT_MESSAGE_BYTES) return frame;
    return frameOf({ id, result: null, error: 'The answer is larger than 1 MiB.' });
  } catch (error) {
    const reason = `The answer cannot be sent as JSON: ${(error as Error).message}`;
    return frameOf({ id, result: null, error: reason });
  }
}

const frameOf = (answer: AgentToDaemon['agent.answer']): string =>
  encodeFrame(notification('agent.answer', answer));
