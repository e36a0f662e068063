/** What instances answered, one after another. */

import type { AgentAnswer } from '@pmx/protocol';
import type { Context } from '../command';
import { jsonLine } from './json';

/** @returns the exit code: 1 when any of them could not answer */
export function reportAnswers<R>(
  context: Context,
  apps: AgentAnswer<R>[],
  show: (result: R) => string,
): number {
  if (context.json) context.terminal.write(jsonLine({ apps }));
  else for (const app of apps) reportAnswer(context, app, show);
  return apps.some(({ error }) => error !== null) ? 1 : 0;
}

function reportAnswer<R>(
  { terminal }: Context,
  { id, name, result, error }: AgentAnswer<R>,
  show: (result: R) => string,
): void {
  if (error === null) terminal.write(`${name} (${id}): ${show(result as R)}\n`);
  else terminal.warn(`${name} (${id}): ${error}\n`);
}
