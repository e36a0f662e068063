import { PmxError } from '@pmx/protocol';
import type { Arguments, Command } from '../command';
import { isPlain, plainArguments } from './command-line';

/**
 * The arguments of one command.
 * @throws {PmxError} PMX_ERR_USAGE for an unknown option, or too few or too many words
 */
export async function argumentsOf(words: readonly string[], command: Command): Promise<Arguments> {
  const args = isPlain(words)
    ? plainArguments(words)
    : await (await import('./parse')).parseArguments(words, command);
  if (args.options.help !== true) checkCount(args.words.length, command);
  return args;
}

function checkCount(count: number, command: Command): void {
  if (count >= command.minWords && count <= command.maxWords) return;
  const name = command.names[0];
  const what = count < command.minWords ? 'needs more words' : 'takes fewer words';
  throw new PmxError(
    'PMX_ERR_USAGE',
    `\`pmx ${name}\` ${what}.`,
    `Usage: pmx ${name} ${command.usage}`.trimEnd(),
  );
}
