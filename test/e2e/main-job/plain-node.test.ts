/** A program sees itself as under plain `node app.js` (invariant 9). */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, type TestHome } from '../support';

/** What pmx may add to the declared environment. */
const DOCUMENTED = ['NODE_APP_INSTANCE', 'pm_id'];

/** What the fixture tells when Node runs it. */
function plainly(home: TestHome, args: string[]) {
  const ANNOUNCE = join(home.work, 'plain');
  const env = { ...home.env, ANNOUNCE, ONCE: '1' };
  execFileSync(process.execPath, [fixture('inspect.js'), ...args], { cwd: home.work, env });
  return JSON.parse(readFileSync(ANNOUNCE, 'utf8'));
}

e2e('argv, execArgv, require.main, cwd and stack traces', async (home) => {
  await home.ok(['start', fixture('inspect.js'), '--', 'a']);
  const [seen] = home.announcements();
  const { pid: _pid, env: _env, ...plain } = plainly(home, ['a']);
  expect(seen).toMatchObject(plain);
});

e2e(
  'the environment holds no variable but the declared, the inherited and the documented ones',
  async (home) => {
    await home.ok([
      'start',
      home.config([{ name: 'a', script: fixture('inspect.js'), env: { DECLARED: 1 } }]),
    ]);
    const env = home.announcements()[0]!.env as Record<string, string>;
    const { PMX_HOME: _home, PWD: _pwd, OLDPWD: _oldpwd, ...inherited } = home.env;
    const more = Object.keys(env).filter((name) => !(name in home.env));
    expect(more.sort()).toEqual(['DECLARED', ...DOCUMENTED].sort());
    expect(env).toMatchObject(inherited);
  },
);
