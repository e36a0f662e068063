/** Command lines with options, by yargs. */

import { PmxError } from '@pmx/protocol';
import type { Arguments, Command, OptionSpec, OptionValues } from '../command';
import { adviceFor } from '../suggest';
import { GLOBAL_OPTIONS } from './global-options';

/** What yargs is told of its own conveniences: each would change a word behind the user's back. */
const CONFIGURATION = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
  // Leaves `-1` and values such as `--node-args --trace-gc` alone; what is left over is an unknown option.
  'unknown-options-as-args': true,
} as const;

type Parsed = Record<string, unknown>;

/**
 * Parses the words of one command.
 * @throws {PmxError} PMX_ERR_USAGE for an unknown option or a missing value
 */
export async function parseArguments(words: readonly string[], command: Command): Promise<Arguments> {
  const specs = [...command.options, ...GLOBAL_OPTIONS];
  const parsed = await runYargs(words, specs);
  const given = (parsed._ as unknown[]).map(String);
  rejectUnknown(given, specs, command);
  const options = valuesOf(parsed, specs, words);
  const rest = words.includes('--') ? ((parsed['--'] as unknown[]) ?? []).map(String) : null;
  return giveBackWord({ words: given, rest, options }, specs, words);
}

async function runYargs(words: readonly string[], specs: readonly OptionSpec[]): Promise<Parsed> {
  const { default: yargs } = await import('yargs');
  const parser = yargs([]).parserConfiguration(CONFIGURATION).help(false).version(false).exitProcess(false);
  for (const { name, aliases, type } of specs) {
    const yargsType = type === 'boolean' ? 'boolean' : type === 'list' ? 'array' : 'string';
    parser.option(name, {
      type: yargsType,
      alias: [...(aliases ?? [])],
      ...(type === 'list' && { nargs: 1 }),
    });
  }
  return parser.fail(asUsageError).parseSync([...words]) as Parsed;
}

function asUsageError(message: string | null, error: Error | undefined): never {
  throw new PmxError('PMX_ERR_USAGE', message ?? error?.message ?? 'The command line cannot be parsed.');
}

/** `-1` is a number and `-` is standard input; any other word with a dash was meant as an option. */
const looksLikeOption = (word: string): boolean => /^-[^\d.]/.test(word);

function rejectUnknown(words: readonly string[], specs: readonly OptionSpec[], command: Command): void {
  const unknown = words.find(looksLikeOption);
  if (unknown === undefined) return;
  const option = unknown.replace(/=.*/s, '');
  const known = specs.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]).map(withDashes);
  throw new PmxError(
    'PMX_ERR_USAGE',
    `\`pmx ${command.names[0]}\` has no option ${option}.`,
    adviceFor(option, known) ??
      `See \`pmx ${command.names[0]} --help\`; words for the program go after \`--\`.`,
    { option },
  );
}

const withDashes = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

function valuesOf(parsed: Parsed, specs: readonly OptionSpec[], words: readonly string[]): OptionValues {
  const values: Record<string, boolean | string | string[]> = {};
  for (const spec of specs) {
    const value = parsed[spec.name];
    if (value !== undefined) values[spec.name] = readValue(spec, value, words);
  }
  return values;
}

function readValue(spec: OptionSpec, value: unknown, words: readonly string[]): boolean | string | string[] {
  if (spec.type === 'boolean') return value === true;
  if (spec.type === 'list') return (value as unknown[]).flatMap((each) => splitList(String(each)));
  if (value !== '') return String(value);
  if (spec.type === 'optional') return true;
  if (words.some((word) => word === '' || word.endsWith('='))) return '';
  throw new PmxError(
    'PMX_ERR_USAGE',
    `${withDashes(spec.name)} needs a value.`,
    `Write ${withDashes(spec.name)}=VALUE.`,
  );
}

export const splitList = (value: string): string[] => value.split(/[,\s]+/).filter(Boolean);

/** `--watch app.js`: the only word there is was meant as the target, not as the option's value. */
function giveBackWord(args: Arguments, specs: readonly OptionSpec[], words: readonly string[]): Arguments {
  const taker = specs.find(
    ({ name, type }) =>
      type === 'optional' && typeof args.options[name] === 'string' && words.includes(`--${name}`),
  );
  if (taker === undefined || args.words.length > 0) return args;
  const word = args.options[taker.name] as string;
  return { ...args, words: [word], options: { ...args.options, [taker.name]: true } };
}
