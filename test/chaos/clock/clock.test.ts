/** The wall clock is set back and forward all the time: no policy changes, and what is shown stays sane. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, type TestHome } from '../../e2e/support';

/** Milliseconds: the clock jumps by at least an hour, so what takes less did not follow it, on however busy a machine. */
const SHORTEST_JUMP = 3_600_000;
const JUMPING = join(__dirname, '../fixtures/jumping-clock.cjs');

/** A test in whose home every process of pmx has a clock that jumps. */
const jumping = (name: string, body: (home: TestHome) => Promise<void>): void =>
  e2e(name, async (home) => {
    home.env.NODE_OPTIONS = `--require ${JUMPING}`;
    await body(home);
  });

/** Notes its start, in milliseconds of the monotonic clock of the machine, and ends after so many of them. */
const RUN = `
const { appendFileSync } = require('node:fs');
const now = () => Number(process.hrtime.bigint() / 1000000n);
const [file, lifetime] = process.argv.slice(2);
const begin = now();
setTimeout(() => { appendFileSync(file, begin + ' ' + now() + '\\n'); process.exit(1); }, Number(lifetime));
`;

interface Run {
  begin: number;
  end: number;
}

function runsIn(file: string): Run[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {}
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').map(Number))
    .map(([begin, end]) => ({ begin: begin!, end: end! }));
}

const pausesOf = (runs: Run[]): number[] => runs.slice(1).map(({ begin }, index) => begin - runs[index]!.end);

const runner = (home: TestHome, name: string, lifetime: number, more: object): object => ({
  name,
  script: 'run.js',
  args: [join(home.work, name), String(lifetime)],
  ...more,
});

jumping('the pause before a restart is as long as it was declared', async (home) => {
  home.write('run.js', RUN);
  const paused = { restart_delay: '400ms', max_restarts: 1_000_000 };
  await home.pmx(['start', home.config([runner(home, 'paused', 20, paused)])]);
  const runs = await home.waitFor(() => {
    const seen = runsIn(join(home.work, 'paused'));
    return seen.length >= 8 && seen;
  }, 'eight runs');
  // The end of one is noted a little before it, and the begin of the next a little after it.
  for (const pause of pausesOf(runs)) {
    expect(pause).toBeGreaterThanOrEqual(400);
    expect(pause).toBeLessThan(SHORTEST_JUMP);
  }
});

jumping('short runs are counted, long ones are not', async (home) => {
  home.write('run.js', RUN);
  const limit = { max_restarts: 3, restart_delay: '10ms' };
  const apps = [
    runner(home, 'short', 20, { ...limit, min_uptime: '60s' }),
    runner(home, 'long', 600, { ...limit, min_uptime: '50ms' }),
  ];
  await home.pmx(['start', home.config(apps)]);
  const { pm2_env } = await home.waitForStatus('short', 'errored');
  expect(pm2_env.restart_time).toBe(3);
  expect(runsIn(join(home.work, 'short'))).toHaveLength(4);
  await home.waitFor(() => runsIn(join(home.work, 'long')).length >= 6, 'six long runs');
  expect((await home.app('long')).pm2_env.status).not.toBe('errored');
});

jumping('the time to end and the time to be ready are what they are', async (home) => {
  await home.ok(['start', fixture('stubborn.js'), '--kill-timeout', '700']);
  const stopped = await home.pmx(['stop', 'stubborn']);
  expect(stopped.code).toBe(0);
  expect(stopped.time).toBeGreaterThan(700);
  expect((await home.app('stubborn')).pm2_env.exit_signal).toBe('SIGKILL');

  const waits = ['--wait-ready', '--listen-timeout', '900'];
  const failed = await home.pmx(['start', fixture('idle.js'), '--name', 'late', ...waits]);
  expect(failed.code).toBe(1);
  expect(failed.stdout + failed.stderr).toMatch(/not ready within 900 ms/);
  expect(failed.time).toBeGreaterThan(900);
});

interface Entry {
  seq: number;
  at: number;
  kind: string;
  uptime?: number;
}

jumping('history, figures and lists stay sane', async (home) => {
  home.write('run.js', RUN);
  await home.ok(['start', fixture('idle.js')]);
  const coming = { restart_delay: '10ms', max_restarts: 1_000_000 };
  await home.pmx(['start', home.config([runner(home, 'coming', 50, coming)])]);
  const { entries } = await home.waitFor(async () => {
    const told = await home.json<{ entries: Entry[] }>(['history', '--json', '--limit', '1000']);
    return told.entries.filter(({ kind }) => kind === 'exit').length >= 10 && told;
  }, 'ten exits in the history');
  // The order is that of what happened, whatever the clock said.
  const numbers = entries.map(({ seq }) => seq);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  for (const { uptime } of entries.filter(({ kind }) => kind === 'exit')) {
    expect(uptime).toBeGreaterThanOrEqual(0);
    expect(uptime).toBeLessThan(SHORTEST_JUMP);
  }
  for (const { monit } of await home.list()) {
    expect(monit.cpu).toBeGreaterThanOrEqual(0);
    expect(monit.cpu).toBeLessThan(1_000);
  }
  expect(await home.ok(['ls'])).not.toMatch(/NaN|-\d+[smhD]\b/);
  await home.ok(['why', 'coming']);
});
