import type { Explanation } from '@pmx/protocol';
import type { Command } from '../command';
import { paintStatus, shown } from '../list/columns';
import { type Colors, makeColors } from '../output/colors';
import { jsonLine } from '../output/json';
import { targetsOf } from '../targets';

export const command: Command = {
  names: ['why'],
  summary: 'Explain why apps are as they are, and what comes next',
  usage: '<target…> [options]',
  minWords: 1,
  maxWords: Number.POSITIVE_INFINITY,
  options: [],
  examples: [
    { line: 'pmx why api', meaning: 'what happened, what pmx decided, what comes next' },
    { line: 'pmx why 0 --json', meaning: 'for programs; see docs/json.md' },
  ],
  run: async ({ words }, context) => {
    const client = await context.connect();
    const { apps } = await client.call('why', { targets: await targetsOf(words, context) });
    const colors = makeColors(context.terminal.colors);
    context.terminal.write(
      context.json ? jsonLine({ apps }) : apps.map((app) => paragraph(app, colors)).join('\n'),
    );
    return 0;
  },
};

/** All of it may hold bytes of programs: messages tell paths and errors. */
function paragraph(app: Explanation, colors: Colors): string {
  const status = paintStatus(app.status as Parameters<typeof paintStatus>[0], colors)(app.status);
  const lines = [
    `${colors.bold(`${shown(app.name)} (${app.id})`)} is ${status}`,
    ...section('What happened', app.happened, colors),
    ...section('Why it is so', app.decided, colors),
    ...section('What comes next', app.next, colors),
    ...section(
      'Its last error output',
      app.errorTail.map((line) => `| ${line}`),
      colors,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const section = (title: string, lines: readonly string[], colors: Colors): string[] =>
  lines.length === 0 ? [] : [`  ${colors.cyan(title)}`, ...lines.map((line) => `    ${shown(line)}`)];
