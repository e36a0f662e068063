/** startup and unstartup with a systemctl that only writes down what it is asked for. */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { e2e, fixture, type TestHome } from '../support';

interface Fake {
  env: Record<string, string>;
  /** The unit's file. */
  file: string;
  calls(): string[];
}

/** A home folder and a systemctl of the test's own; nothing of the machine is touched. */
function fakeSystemd(home: TestHome, refuses = 'nothing'): Fake {
  const bin = join(home.work, 'bin');
  const calls = join(home.work, 'calls');
  mkdirSync(bin, { recursive: true });
  const script = `#!/bin/sh\necho "$*" >> '${calls}'\ncase "$*" in *${refuses}*) echo "no ${refuses}" >&2; exit 1;; esac\n`;
  writeFileSync(join(bin, 'systemctl'), script);
  chmodSync(join(bin, 'systemctl'), 0o755);
  return {
    env: { HOME: home.work, XDG_CONFIG_HOME: '', PATH: `${bin}:${home.env.PATH}` },
    file: join(home.work, '.config/systemd/user/pmx.service'),
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
  };
}

const USER = ['systemd', '--user-unit', '-u', userInfo().username];

e2e('a user unit: installed, installed again, seen by doctor, and removed', async (home) => {
  const { env, file, calls } = fakeSystemd(home);
  const said = await home.ok(['startup', ...USER], { env });
  expect(said).toContain(file);
  expect(readFileSync(file, 'utf8')).toContain(`PMX_HOME=${home.home}`);
  const enabling = ['--user daemon-reload', '--user enable pmx.service', '--user start pmx.service'];
  expect(calls()).toEqual(enabling);
  expect(await home.ok(['startup', ...USER], { env })).toContain('there already');
  const { stdout } = await home.pmx(['doctor'], { env });
  expect(stdout).toMatch(/PROBLEM\s+boot .*pmx\.service is not enabled/);
  expect(await home.ok(['unstartup', ...USER], { env })).toContain('removed');
  expect(existsSync(file)).toBe(false);
  expect(calls().slice(-2)).toEqual(['--user disable pmx.service', '--user daemon-reload']);
  expect(await home.ok(['unstartup', ...USER], { env })).toContain('nothing to remove');
});

e2e('systemctl refuses: exit code 1, and no unit is left', async (home) => {
  const { env, file } = fakeSystemd(home, 'enable');
  const said = await home.fails(['startup', ...USER], { env });
  expect(said).toMatch(/systemctl --user enable pmx\.service.*no enable/);
  expect(existsSync(file)).toBe(false);
});

e2e('a start that fails: exit code 1, and it is there for the next boot', async (home) => {
  const { env, file } = fakeSystemd(home, 'start');
  expect(await home.fails(['startup', ...USER], { env })).toContain('did not start now');
  expect(existsSync(file)).toBe(true);
});

e2e('--print shows and installs nothing, as JSON too', async (home) => {
  const { env, file, calls } = fakeSystemd(home);
  await home.ok(['start', fixture('idle.js'), '--kill-timeout', '120000']);
  const unit = await home.ok(['startup', ...USER, '--print', '--keep-apps'], { env });
  expect(unit).toContain('KillMode=process');
  expect(unit).toContain('TimeoutStopSec=150');
  const shape = await home.json<{ content: string }>(['startup', ...USER, '--print', '--json'], { env });
  expect(shape).toMatchObject({ version: 1, initSystem: 'systemd', file });
  expect(shape.content).toContain('KillMode=mixed');
  expect(calls()).toEqual([]);
  expect(existsSync(file)).toBe(false);
});
