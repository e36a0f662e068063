import type { Command } from '../command';

export const command: Command = {
  names: ['doctor'],
  summary: 'Look for what is wrong with pmx here, and say what to do',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [],
  examples: [{ line: 'pmx doctor', meaning: 'exit code 1 when something is wrong; it changes nothing' }],
  run: async (_, context) => {
    const [{ gatherFacts }, { diagnose }, { reportFindings }] = await Promise.all([
      import('../doctor/gather'),
      import('../doctor/diagnose'),
      import('../doctor/report'),
    ]);
    return reportFindings(diagnose(await gatherFacts(context)), context);
  },
};
