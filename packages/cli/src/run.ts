/** From a command line to an exit code. */

import { PmxError, toPmxError } from '@pmx/protocol';
import { argumentsOf } from './arguments';
import { splitCommandLine } from './arguments/command-line';
import type { Arguments, Command } from './command';
import { CommandContext } from './context';
import { COMMANDS, findCommand } from './registry';
import type { Surroundings } from './surroundings';

/** Runs one command line; never throws. @returns the exit code */
export async function run(surroundings: Surroundings): Promise<number> {
  try {
    const { name, words } = splitCommandLine(surroundings.argv);
    if (name === null) return await runBare(words, surroundings);
    return await runCommand(await commandCalled(name), words, surroundings);
  } catch (error) {
    const { reportError } = await import('./output/error');
    reportError(toPmxError(error), surroundings);
    return 1;
  }
}

async function runCommand(
  command: Command,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const args = await argumentsOf(words, command);
  if (args.options.help === true) {
    const { commandHelp } = await import('./help');
    surroundings.terminal.write(commandHelp(command));
    return 0;
  }
  return runIn(new CommandContext(surroundings, args), command, args);
}

async function runIn(context: CommandContext, command: Command, args: Arguments): Promise<number> {
  try {
    return await command.run(args, context);
  } finally {
    context.dispose();
  }
}

async function commandCalled(name: string): Promise<Command> {
  const entry = findCommand(name);
  if (entry !== undefined) return (await entry.load()).command;
  const { adviceFor } = await import('./suggest');
  const known = COMMANDS.flatMap(({ names }) => names);
  throw new PmxError(
    'PMX_ERR_UNKNOWN_COMMAND',
    `There is no command "${name}".`,
    adviceFor(name, known) ?? 'See `pmx --help`.',
    { command: name },
  );
}

/** No command: help or version. */
async function runBare(words: readonly string[], { terminal }: Surroundings): Promise<number> {
  if (words.includes('-v') || words.includes('--version')) {
    const { VERSION } = await import('./version');
    terminal.write(`${VERSION}\n`);
    return 0;
  }
  const stranger = words.find(
    (word) => !['-h', '--help', '--no-color', '--json', '-s', '--silent'].includes(word),
  );
  if (stranger !== undefined) {
    throw new PmxError('PMX_ERR_USAGE', `pmx has no option ${stranger}.`, 'See `pmx --help`.');
  }
  const { generalHelp } = await import('./help');
  terminal.write(generalHelp());
  return 0;
}
