/** What `--help` prints. */

import { GLOBAL_OPTIONS } from './arguments/global-options';
import type { Command, OptionSpec } from './command';
import { COMMANDS, type Group } from './registry';

const GROUPS: readonly Group[] = ['Run', 'Look', 'Logs', 'State', 'Talk', 'Set up'];

export function generalHelp(): string {
  const width = Math.max(...COMMANDS.map(({ names }) => names.join(', ').length));
  const groups = GROUPS.map((group) => {
    const entries = COMMANDS.filter((entry) => entry.group === group);
    return [
      `${group}:`,
      ...entries.map(({ names, summary }) => `  ${names.join(', ').padEnd(width)}  ${summary}`),
    ];
  });
  return text([
    ['pmx keeps programs running: in the background, with their output kept and their crashes handled.'],
    ['Usage: pmx <command> [target…] [options]'],
    ...groups,
    [
      'A target is an id, a name, a namespace, all, /regex/, a script, a config file, or - (a config on',
      'standard input).',
    ],
    ['`pmx <command> --help` explains a command with examples; `pmx --version` says the version.'],
  ]);
}

export function commandHelp(command: Command): string {
  const [name, ...aliases] = command.names;
  return text([
    [`${command.summary}.`],
    [`Usage: pmx ${name} ${command.usage}`.trimEnd(), ...aliases.map((alias) => `   or: pmx ${alias}`)],
    ['Options:', ...optionLines([...command.options, ...GLOBAL_OPTIONS])],
    ['Examples:', ...exampleLines(command)],
  ]);
}

/** The names of an option as they are typed, with what stands for its value. */
export function optionTerm({ name, aliases = [], type, value = 'VALUE' }: OptionSpec): string {
  const names = [...aliases, name].sort((a, b) => Number(a.length > 1) - Number(b.length > 1));
  const typed = names.map((each) => (each.length === 1 ? `-${each}` : `--${each}`)).join(', ');
  if (type === 'boolean') return typed;
  return type === 'optional' ? `${typed}[=${value}]` : `${typed} ${value}`;
}

/** Terms longer than this stand on a line of their own. */
const TERM_WIDTH = 34;

function optionLines(options: readonly OptionSpec[]): string[] {
  return options.flatMap((option) => {
    const term = optionTerm(option);
    if (term.length <= TERM_WIDTH) return [`  ${term.padEnd(TERM_WIDTH)}  ${option.description}`];
    return [`  ${term}`, `  ${' '.repeat(TERM_WIDTH)}  ${option.description}`];
  });
}

function exampleLines({ examples }: Command): string[] {
  const width = Math.max(...examples.map(({ line }) => line.length));
  return examples.map(({ line, meaning }) => `  ${line.padEnd(width)}  ${meaning}`);
}

const text = (paragraphs: string[][]): string =>
  `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
