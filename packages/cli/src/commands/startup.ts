import type { Installed } from '../boot/install';
import type { Machine } from '../boot/machine';
import type { Order } from '../boot/order';
import { UNIT_OPTIONS } from '../boot/unit-options';
import type { Arguments, Command, Context } from '../command';
import { jsonLine } from '../output/json';

export const command: Command = {
  names: ['startup'],
  summary: 'Bring the apps up with the machine',
  usage: '[systemd|launchd|openrc] [options]',
  minWords: 0,
  maxWords: 1,
  options: [
    ...UNIT_OPTIONS,
    {
      name: 'keep-apps',
      type: 'boolean',
      description: 'Stopping or restarting the unit leaves the apps running',
    },
    {
      name: 'stop-timeout',
      type: 'string',
      value: 'SECONDS',
      description: 'Time for all apps to end; by default as the kill timeouts of the present apps need',
    },
    { name: 'print', type: 'boolean', description: 'Show the unit, and install nothing' },
  ],
  examples: [
    {
      line: 'pmx startup',
      meaning: 'the init system that runs here; the command for root, if it takes root',
    },
    { line: 'pmx startup --user-unit', meaning: 'without root, by your own session manager' },
    { line: 'pmx startup systemd --print', meaning: 'look at the unit first' },
    { line: 'pmx startup systemd -u deploy --hp /home/deploy', meaning: 'as root: the apps of deploy' },
  ],
  run: async (args, context) => {
    const [{ thisMachine }, { requireRights }, { install }] = await Promise.all([
      import('../boot/machine'),
      import('../boot/rights'),
      import('../boot/install'),
    ]);
    const machine = thisMachine(context);
    const order = await readOrder(args, context, machine);
    if (args.options.print === true) return print(order, context);
    requireRights('startup', order, machine);
    return report(order, await install(order, machine), machine, context);
  },
};

async function readOrder({ words, options }: Arguments, context: Context, machine: Machine): Promise<Order> {
  const [{ orderOf }, { readStopTimeout }] = await Promise.all([
    import('../boot/order'),
    import('../boot/stop-timeout'),
  ]);
  const order = await orderOf(words[0], options, machine);
  const stopTimeout = await readStopTimeout(options['stop-timeout'], context);
  return { ...order, recipe: { ...order.recipe, stopTimeout } };
}

function print({ system, recipe, unit }: Order, { json, terminal }: Context): number {
  const content = system.render(recipe);
  if (json) terminal.write(jsonLine({ initSystem: system.kind, file: unit.file, content }));
  else terminal.write(content);
  return 0;
}

function report(order: Order, installed: Installed, machine: Machine, context: Context): number {
  const { system, recipe, unit } = order;
  const { startProblem } = installed;
  const notes = notesOf(order, machine);
  if (context.json) {
    const { user, pmxHome: home, scope } = recipe;
    const what = { initSystem: system.kind, file: unit.file, user, home, scope };
    context.terminal.write(jsonLine({ ...what, ...installed, notes }));
  } else {
    if (startProblem !== null)
      context.terminal.warn(`pmx: It will start at boot, but did not start now: ${startProblem}\n`);
    for (const note of notes) context.terminal.warn(`pmx: ${note}\n`);
    if (!context.silent) context.terminal.write(sentence(order, installed));
  }
  return startProblem === null ? 0 : 1;
}

function sentence({ recipe, unit }: Order, { isNew }: Installed): string {
  const when = recipe.scope === 'system' ? 'with the machine' : `when ${recipe.user} logs in`;
  const what = isNew ? 'written' : 'there already';
  return `${unit.file}: ${what}. The apps in ${recipe.pmxHome} come up ${when}, as ${recipe.user}.\n`;
}

function notesOf({ system, recipe }: Order, machine: Machine): string[] {
  const { scope, user } = recipe;
  if (scope === 'system' || system.kind !== 'systemd' || machine.exists(`/var/lib/systemd/linger/${user}`))
    return [];
  return [`To have them up from boot on, whoever is logged in, run: loginctl enable-linger ${user}`];
}
