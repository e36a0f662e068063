import { UNIT_OPTIONS } from '../boot/unit-options';
import type { Command } from '../command';
import { jsonLine } from '../output/json';

export const command: Command = {
  names: ['unstartup'],
  summary: 'Undo startup; what runs goes on',
  usage: '[systemd|launchd|openrc] [options]',
  minWords: 0,
  maxWords: 1,
  options: UNIT_OPTIONS,
  examples: [{ line: 'pmx unstartup', meaning: 'the next boot brings no app up' }],
  run: async ({ words, options }, context) => {
    const [{ thisMachine }, { requireRights }, { uninstall }, { orderOf }] = await Promise.all([
      import('../boot/machine'),
      import('../boot/rights'),
      import('../boot/install'),
      import('../boot/order'),
    ]);
    const machine = thisMachine(context);
    const order = await orderOf(words[0], options, machine);
    const { file } = order.unit;
    if (machine.exists(file)) requireRights('unstartup', order, machine);
    const removed = await uninstall(order, machine);
    const text = removed
      ? `${file}: removed. What runs goes on.\n`
      : `${file}: not there; nothing to remove.\n`;
    if (context.json) context.terminal.write(jsonLine({ file, removed }));
    else if (!context.silent) context.terminal.write(text);
    return 0;
  },
};
