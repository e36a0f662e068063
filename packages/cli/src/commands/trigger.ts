import { textOption } from '../arguments/options';
import type { Command } from '../command';
import { durationOf } from '../inspect';
import { reportAnswers } from '../output/answers';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['trigger'],
  summary: 'Run an action that an app has registered',
  usage: '<target> <action> [params] [options]',
  minWords: 2,
  maxWords: 3,
  options: [
    { name: 'timeout', type: 'string', value: 'TIME', description: 'Wait so long for the answer (30s)' },
  ],
  examples: [
    { line: 'pmx trigger api flush-cache', meaning: 'in each instance; see docs/agent.md' },
    { line: `pmx trigger api set-level '{"level":"debug"}'`, meaning: 'with params: JSON, or any text' },
  ],
  run: async ({ words: [word = '', action = '', params], options }, context) => {
    const client = await context.connect();
    const { apps } = await client.call('trigger', {
      targets: await targetsOf([word], context),
      action,
      params: params === undefined ? null : jsonOrText(params),
      deadline: durationOf(textOption(options, 'timeout') ?? '30s'),
    });
    return reportAnswers(context, apps, (result) => JSON.stringify(result));
  },
};

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
