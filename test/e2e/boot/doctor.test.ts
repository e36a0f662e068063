/** doctor on homes that are well, and on those that are not. */

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, pmxProcesses, signal, type TestHome } from '../support';
import { killBoth } from './support';

interface Report {
  ok: boolean;
  findings: { check: string; level: string; message: string; advice: string }[];
}

async function examine(home: TestHome): Promise<{ code: number; problems: string[] }> {
  const { code, stdout } = await home.pmx(['doctor', '--json']);
  const { ok, findings } = JSON.parse(stdout) as Report;
  expect(ok).toBe(code === 0);
  const problems = findings.filter(({ level }) => level === 'problem');
  for (const { advice } of problems) expect(advice).not.toBe('');
  return { code, problems: problems.map(({ check, message }) => `${check}: ${message}`) };
}

const WELL = { code: 0, problems: [] };

e2e('a home that does not exist yet: nothing is wrong, and nothing is made', async (home) => {
  expect(await examine(home)).toEqual(WELL);
  expect(pmxProcesses(home.home)).toEqual([]);
});

e2e('apps that run', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  expect(await examine(home)).toEqual(WELL);
  expect(await home.ok(['doctor'])).toMatch(/^ok +daemon +pmx .* serves/m);
});

e2e('daemon and keeper are dead: told, and not mended behind the back', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await killBoth(home);
  expect(await examine(home)).toEqual({
    code: 1,
    problems: ['daemon: No daemon runs, and 1 app should be up'],
  });
  expect(pmxProcesses(home.home)).toEqual([]);
  await home.ok(['list']);
  expect(await examine(home)).toEqual(WELL);
});

e2e('a daemon that is stopped', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const pid = home.daemonPid();
  signal(pid, 'SIGSTOP');
  try {
    const { code, problems } = await examine(home);
    expect({ code, problems }).toEqual({ code: 1, problems: [expect.stringContaining('does not answer')] });
  } finally {
    signal(pid, 'SIGCONT');
  }
});

e2e('an app that was given up', async (home) => {
  const app = { name: 'bad', script: fixture('throw.js'), max_restarts: 1, exp_backoff_restart_delay: 1 };
  await home.fails(['start', home.config([app])]);
  await home.waitForStatus('bad', 'errored');
  const { code, problems } = await examine(home);
  expect({ code, problems }).toEqual({
    code: 1,
    problems: [expect.stringMatching(/^apps: bad \(0\) was given up/)],
  });
});

e2e('files that are broken, and a home that is open to all', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await home.ok(['save']);
  await home.ok(['kill']);
  writeFileSync(join(home.home, 'dump.json'), '{"apps":[');
  chmodSync(home.home, 0o777);
  try {
    expect(await examine(home)).toEqual({
      code: 1,
      problems: [
        expect.stringMatching(/^home: Others may write/),
        expect.stringMatching(/^daemon: /),
        expect.stringMatching(/^state: .*dump\.json cannot be read/),
      ],
    });
  } finally {
    chmodSync(home.home, 0o700);
  }
});
