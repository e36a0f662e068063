import { change } from '../change';
import type { Command } from '../command';

export const command: Command = {
  names: ['scale'],
  summary: 'Change the number of instances of an app',
  usage: '<app> <number>',
  minWords: 2,
  maxWords: 2,
  options: [],
  examples: [
    { line: 'pmx scale api 4', meaning: 'four instances, whatever there are now' },
    { line: 'pmx scale api +2', meaning: 'two more' },
    { line: 'pmx scale api -1', meaning: 'one fewer' },
  ],
  run: ({ words: [target = '', count = ''] }, context) => change(context, 'scale', { target, count }),
};
