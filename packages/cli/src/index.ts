export type { Arguments, Command, Context, OptionSpec, Terminal } from './command';
export { COMMANDS, findCommand } from './registry';
export { run } from './run';
export type { Surroundings } from './surroundings';
