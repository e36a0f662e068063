/** SIGSTOP of the daemon: no command hangs; each ends non-zero within 5 s and says what to do (invariant 10). */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, signal, type TestHome } from '../../e2e/support';

const COUNT_TICKS = join(__dirname, '../fixtures/count-ticks.cjs');
/** Tenths of a second, as the command itself has seen them pass: what a busy machine kept from it is not its fault. */
const LIMIT = 50;

const COMMANDS = [
  ['list'],
  ['jlist'],
  ['prettylist'],
  ['describe', 'idle'],
  ['start', fixture('idle.js'), '--name', 'another'],
  ['restart', 'idle'],
  ['reload', 'idle'],
  ['stop', 'idle'],
  ['delete', 'idle'],
  ['scale', 'idle', '2'],
  ['reset', 'idle'],
  ['sendSignal', 'SIGCONT', 'idle'],
  ['logs', 'idle', '--nostream'],
  ['logs', 'idle'],
  ['history'],
  ['why', 'idle'],
  ['env', '0'],
  ['pid', 'idle'],
  ['save'],
  ['flush'],
  ['reloadLogs'],
  ['ping'],
];

/** So many wait side by side. */
const AT_ONCE = 3;

async function endsInTime(home: TestHome, args: string[]): Promise<void> {
  const file = join(home.work, `ticks-${args.join('-').replaceAll('/', '')}`);
  const env = { NODE_OPTIONS: `--require ${COUNT_TICKS}`, TICKS: file };
  const { code, stderr, stdout } = await home.pmx(args, { env });
  const ticks = Number(readFileSync(file, 'utf8'));
  const said = { args, code, advice: /pmx |daemon/.test(stderr + stdout), inTime: ticks <= LIMIT };
  expect(said).toEqual({ args, code: 1, advice: true, inTime: true });
}

e2e(
  'a stopped daemon: every command ends non-zero within 5 s, with advice',
  async (home) => {
    await home.ok(['start', fixture('idle.js')]);
    const daemon = home.daemonPid();
    signal(daemon, 'SIGSTOP');
    try {
      for (let from = 0; from < COMMANDS.length; from += AT_ONCE) {
        await Promise.all(COMMANDS.slice(from, from + AT_ONCE).map((args) => endsInTime(home, args)));
      }
    } finally {
      signal(daemon, 'SIGCONT');
    }
  },
  { timeout: 300_000 },
);
