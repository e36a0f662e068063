/** The environment is what is declared; the config file is authoritative. */

import { e2e, fixture, type TestHome } from '../support';

const script = fixture('inspect.js');

/** The environment of the run that announced itself last. */
const envNow = (home: TestHome) => home.announcements().at(-1)!.env as Record<string, string | undefined>;

e2e('what is changed, added and removed in the file is so after a restart by the file', async (home) => {
  await home.ok([
    'start',
    home.config([{ name: 'a', script, env: { KEPT: 1, CHANGED: 'old', REMOVED: 1 } }]),
  ]);
  await home.ok([
    'restart',
    home.config([{ name: 'a', script, env: { KEPT: 1, CHANGED: 'new', ADDED: 1 } }]),
  ]);
  expect(envNow(home)).toMatchObject({ KEPT: '1', CHANGED: 'new', ADDED: '1' });
  expect(envNow(home)).not.toHaveProperty('REMOVED');
});

e2e('other fields too: what is removed from the file is back at its default', async (home) => {
  await home.ok(['start', home.config([{ name: 'a', script, args: ['x'], restart_delay: 500 }])]);
  await home.ok(['restart', home.config([{ name: 'a', script }])]);
  expect((home.announcements().at(-1)!.argv as string[]).slice(2)).toEqual([]);
});

e2e('a restart by name keeps the stored environment, --update-env takes the new one', async (home) => {
  await home.ok(['start', script, '-n', 'a'], { env: { FROM_SHELL: 'first' } });
  await home.ok(['restart', 'a'], { env: { FROM_SHELL: 'second' } });
  expect(envNow(home).FROM_SHELL).toBe('first');
  await home.ok(['restart', 'a', '--update-env'], { env: { FROM_SHELL: 'third' } });
  expect(envNow(home).FROM_SHELL).toBe('third');
});

e2e('--env chooses env_<name> over env', async (home) => {
  const file = home.config([{ name: 'a', script, env: { A: 1, B: 1 }, env_production: { B: 2 } }]);
  await home.ok(['start', file, '--env', 'production']);
  expect(envNow(home)).toMatchObject({ A: '1', B: '2' });
});

e2e('env_file is read again at each restart by the file, and env goes over it', async (home) => {
  home.write('.env', 'A=file\nB="two words"\n# comment\n');
  const file = home.config([{ name: 'a', script, env_file: '.env', env: { A: 'config' } }]);
  await home.ok(['start', file]);
  expect(envNow(home)).toMatchObject({ A: 'config', B: 'two words' });
  home.write('.env', 'C=3\n');
  await home.ok(['restart', file]);
  expect(envNow(home)).toMatchObject({ A: 'config', C: '3' });
  expect(envNow(home)).not.toHaveProperty('B');
});

e2e('instance_var and increment_var count the instances', async (home) => {
  const app = {
    name: 'a',
    script,
    exec_mode: 'fork',
    instances: 3,
    instance_var: 'WHICH',
    increment_var: 'PORT',
    env: { PORT: 4000 },
  };
  await home.ok(['start', home.config([app])]);
  const seen = home.announcements().map(({ env }) => env as Record<string, string>);
  expect(seen.map(({ WHICH, PORT }) => `${WHICH} ${PORT}`).sort()).toEqual(['0 4000', '1 4001', '2 4002']);
});

e2e('filter_env keeps inherited variables out', async (home) => {
  const file = home.config([{ name: 'a', script, filter_env: ['SECRET_'] }]);
  await home.ok(['start', file], { env: { SECRET_KEY: 'x', PUBLIC: 'y' } });
  expect(envNow(home)).not.toHaveProperty('SECRET_KEY');
  expect(envNow(home).PUBLIC).toBe('y');
});

e2e('port sets PORT, cwd is the working directory', async (home) => {
  home.write('sub/x', '');
  await home.ok(['start', home.config([{ name: 'a', script, port: 4321, cwd: './sub' }])]);
  expect(envNow(home).PORT).toBe('4321');
  expect(home.announcements()[0]!.cwd).toBe(`${home.work}/sub`);
});
