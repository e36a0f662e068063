/** docs/commands.md, made of the commands themselves. */

import { GLOBAL_OPTIONS } from '../../../../packages/cli/src/arguments/global-options';
import type { Command, OptionSpec } from '../../../../packages/cli/src/command';
import { optionTerm } from '../../../../packages/cli/src/help';

const HEAD = `# Commands

A **target** is an id, a name, a namespace, \`all\`, \`/regex/\`, a script, a config file (\`*.json\`, \`*.yml\`, \`*.yaml\`,
\`*.config.js\` and so on), or \`-\` for a config on standard input. Several can be given at once.

The exit code is 0 when all that was asked for happened, and 1 otherwise. Data goes to standard output; notes, failures and
errors go to standard error. With \`--json\` there is JSON alone on standard output, errors too: see [json.md](json.md).

Each command that needs the daemon launches it when none runs, except \`ping\`, \`kill\` and \`logs\`. No command hangs: the daemon
answers within 4 seconds or, during a long operation, gives a sign of life each second.

This page is made of the commands' own descriptions: \`UPDATE_DOCS=1 npx jest --config test/jest.config.cjs commands-page\`.
`;

export function commandsPage(commands: readonly Command[]): string {
  const everywhere = ['## Options of every command', '', ...optionTable(GLOBAL_OPTIONS)].join('\n');
  return `${[HEAD, everywhere, '', ...commands.map(section)].join('\n')}`;
}

function section(command: Command): string {
  const [name, ...aliases] = command.names;
  const also = aliases.length === 0 ? '' : ` (also ${aliases.map((alias) => `\`${alias}\``).join(', ')})`;
  return [
    `## ${name}`,
    '',
    `${command.summary}.${also}`,
    '',
    '```sh',
    `pmx ${name} ${command.usage}`.trimEnd(),
    '',
    ...command.examples.map(({ line, meaning }) => `${line}   # ${meaning}`),
    '```',
    '',
    ...(command.options.length === 0 ? [] : [...optionTable(command.options), '']),
  ].join('\n');
}

function optionTable(options: readonly OptionSpec[]): string[] {
  const rows = options.map(
    (option) => `| \`${optionTerm(option)}\` | ${option.description.replaceAll('|', '\\|')} |`,
  );
  return ['| option | meaning |', '|---|---|', ...rows];
}
