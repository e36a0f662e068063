import type { OptionSpec } from '../command';

/** Options of every command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { name: 'json', type: 'boolean', description: 'Print JSON alone on standard output, errors too' },
  {
    name: 'silent',
    aliases: ['s'],
    type: 'boolean',
    description: 'Print nothing but data, warnings and errors',
  },
  { name: 'no-color', type: 'boolean', description: 'Print without colours' },
  { name: 'help', aliases: ['h'], type: 'boolean', description: 'Explain the command' },
];
