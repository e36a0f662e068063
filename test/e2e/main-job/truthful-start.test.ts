/** `start` returns when the program is up, and says so when it is not. */

import { e2e, fixture, listen } from '../support';

e2e('a Node program is up when its main module has run', async (home) => {
  await home.ok(['start', fixture('idle.mjs')]);
  expect(home.announcements()).toHaveLength(1);
});

e2e('a Node program that takes long to come up is not up before it is', async (home) => {
  const script = home.write(
    'slow.js',
    `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_000);
     require(${JSON.stringify(fixture('announce.js'))})();
     setInterval(() => {}, 1e6);`,
  );
  await home.ok(['start', script]);
  expect(home.announcements()).toHaveLength(1);
});

e2e('a throw at boot is shown, with the exit code', async (home) => {
  const said = await home.fails(['start', fixture('throw.js'), '--no-autorestart']);
  expect(said).toContain('no database here');
  expect(said).toMatch(/code 1\b/);
});

e2e('a throw at boot of an app that is restarted fails the command as well', async (home) => {
  expect(await home.fails(['start', fixture('throw.js')])).toContain('no database here');
  const { pm2_env } = await home.app('throw');
  expect(pm2_env.status).not.toBe('online');
});

e2e('an exit at boot is no success, even with code 0 and a restart to follow', async (home) => {
  expect(await home.fails(['start', fixture('exit.js'), '--', '0'])).toMatch(/code 0\b/);
});

e2e('a death by signal at boot names the signal', async (home) => {
  const said = await home.fails(['start', fixture('die-by-signal.js'), '--no-autorestart', '--', 'SIGSEGV']);
  expect(said).toContain('SIGSEGV');
});

e2e('a shell program that dies within the settle time fails', async (home) => {
  const script = home.write('dies.sh', 'echo no licence >&2; exit 7\n');
  const said = await home.fails(['start', script, '--no-autorestart']);
  expect(said).toContain('no licence');
  expect(said).toMatch(/code 7\b/);
});

e2e("a port in use: the program's own error is shown", async (home) => {
  const { server, port } = await listen();
  try {
    const said = await home.fails(['start', fixture('http.js'), '--no-autorestart'], {
      env: { PORT: String(port) },
    });
    expect(said).toContain('EADDRINUSE');
  } finally {
    server.close();
  }
});

e2e("wait_ready: up when the app says 'ready'", async (home) => {
  await home.ok(['start', fixture('ready.js'), '--wait-ready']);
  expect(home.announcements()).toHaveLength(1);
  expect((await home.app('ready')).pm2_env.status).toBe('online');
});

e2e('wait_ready: a timeout is a failure, and never online', async (home) => {
  const said = await home.fails(['start', fixture('idle.js'), '--wait-ready', '--listen-timeout', '500']);
  expect(said).toMatch(/ready/i);
  expect((await home.app('idle')).pm2_env.status).not.toBe('online');
});

e2e('one bad app of several: the others are up, the command fails and names it', async (home) => {
  const file = home.config([
    { name: 'good', script: fixture('idle.js') },
    { name: 'bad', script: fixture('throw.js'), autorestart: false },
  ]);
  expect(await home.fails(['start', file])).toContain('bad');
  expect((await home.app('good')).pm2_env.status).toBe('online');
});
