import { PmxError } from '@pmx/protocol';
import type { Command } from '../command';
import { commandHelp, generalHelp } from '../help';
import { COMMANDS, findCommand } from '../registry';
import { adviceFor } from '../suggest';

export const command: Command = {
  names: ['help'],
  summary: 'Explain a command',
  usage: '[command]',
  minWords: 0,
  maxWords: 1,
  options: [],
  examples: [{ line: 'pmx help start', meaning: 'usage, options and examples' }],
  run: async ({ words: [name] }, { terminal }) => {
    terminal.write(name === undefined ? generalHelp() : commandHelp(await load(name)));
    return 0;
  },
};

async function load(name: string): Promise<Command> {
  const entry = findCommand(name);
  if (entry !== undefined) return (await entry.load()).command;
  const known = COMMANDS.flatMap(({ names }) => names);
  throw new PmxError(
    'PMX_ERR_UNKNOWN_COMMAND',
    `There is no command "${name}".`,
    adviceFor(name, known) ?? '',
  );
}
