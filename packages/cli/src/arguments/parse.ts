/** Command lines with options, by the parser of yargs. */

import { PmxError } from '@pmx/protocol';
import type { Arguments, Command, OptionSpec, OptionType, OptionValues } from '../command';
import { adviceFor } from '../suggest';
import { GLOBAL_OPTIONS } from './global-options';

/** What the parser is told of its own conveniences: each would change a word behind the user's back. */
const CONFIGURATION = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
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
  const parsed = await runParser(words, specs);
  const given = (parsed._ as unknown[]).map(String);
  rejectUnknown(given, specs, command);
  const options = valuesOf(parsed, specs);
  const rest = words.includes('--') ? ((parsed['--'] as unknown[]) ?? []).map(String) : null;
  return giveBackWord({ words: given, rest, options }, specs, words);
}

/** The parser of yargs without its help and width tables, whose loading takes four times as long as the command. */
async function runParser(words: readonly string[], specs: readonly OptionSpec[]): Promise<Parsed> {
  const { Parser: parser } = await import('yargs/helpers');
  const namesOf = (type: OptionType): string[] =>
    specs.filter((spec) => spec.type === type).map(({ name }) => name);
  const { argv, error } = parser.detailed([...words], {
    boolean: namesOf('boolean'),
    string: [...namesOf('string'), ...namesOf('optional')],
    array: namesOf('list').map((key) => ({ key, string: true })),
    // Forces the next word to be the value, even `--trace-gc` after `--node-args`.
    narg: Object.fromEntries([...namesOf('string'), ...namesOf('list')].map((name) => [name, 1])),
    alias: Object.fromEntries(specs.map(({ name, aliases }) => [name, [...(aliases ?? [])]])),
    configuration: CONFIGURATION,
  });
  if (error !== null) throw missingValue(error.message);
  return argv;
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
    (option.length > 2 ? adviceFor(option, known) : null) ??
      `See \`pmx ${command.names[0]} --help\`; words for the program go after \`--\`.`,
    { option },
  );
}

const withDashes = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** The parser's only complaint: `Not enough arguments following: name`. */
function missingValue(message: string): PmxError {
  const option = withDashes(message.replace(/^.*: /s, ''));
  return new PmxError('PMX_ERR_USAGE', `${option} needs a value.`, `Write ${option}=VALUE.`, { option });
}

function valuesOf(parsed: Parsed, specs: readonly OptionSpec[]): OptionValues {
  const given = specs.filter(({ name }) => parsed[name] !== undefined);
  return Object.fromEntries(given.map((spec) => [spec.name, readValue(spec, parsed[spec.name])]));
}

/** Of an option that was given several times, the last counts; lists add up. */
function readValue({ type }: OptionSpec, value: unknown): boolean | string | string[] {
  if (type === 'list') return [value].flat().flatMap((each) => splitList(String(each)));
  const last = [value].flat().at(-1);
  if (type === 'boolean') return last === true;
  return type === 'optional' && last === '' ? true : String(last);
}

/** Commas and spaces within the braces of a glob part nothing. */
export const splitList = (value: string): string[] => value.split(/[,\s]+(?![^{]*\})/).filter(Boolean);

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
