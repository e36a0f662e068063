/** `ls` and `jlist` against the bare start of Node. */
import { runNode } from '../lib/command.mjs';
import { Fleet, KINDS } from '../lib/fleet.mjs';
import { inTurn, timeOf } from '../lib/measure.mjs';
import { withSessions } from '../lib/session.mjs';

const SIZES = [10, 100];
const YARDSTICK = 'node -e 0';

const bareNode = () => timeOf(() => runNode(['-e', '0']));

export async function run({ tools, rounds }) {
  const rows = [];
  for (const size of SIZES) {
    rows.push(...(await withSessions(tools, (sessions) => lists(sessions, size, rounds ?? 15))));
  }
  return rows;
}

async function lists(sessions, size, rounds) {
  for (const session of Object.values(sessions)) await new Fleet(session, KINDS.shell, size).start();
  const rows = [];
  for (const command of ['ls', 'jlist']) {
    const actions = { [YARDSTICK]: bareNode };
    for (const [name, session] of Object.entries(sessions))
      actions[name] = () => timeOf(() => session.run(command));
    const samples = await inTurn(rounds, actions);
    rows.push({ what: `\`${command}\`, ${size} apps`, unit: 'ms', samples, against: YARDSTICK, limit: 1.25 });
  }
  return rows;
}
