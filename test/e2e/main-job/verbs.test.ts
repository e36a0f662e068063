/** The verbs besides start, stop, restart and delete. */

import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, isAlive } from '../support';

e2e('startOrRestart starts what is not there and restarts what runs', async (home) => {
  const file = home.config([{ name: 'a', script: fixture('idle.js') }]);
  await home.ok(['startOrRestart', file]);
  const { pid } = await home.app('a');
  await home.ok(['startOrRestart', file]);
  expect((await home.app('a')).pid).not.toBe(pid);
  expect(home.announcements()).toHaveLength(2);
});

e2e('start by a config file that runs already starts what is missing', async (home) => {
  const app = { name: 'a', script: fixture('idle.js') };
  await home.ok(['start', home.config([app])]);
  await home.ok(['start', home.config([app, { ...app, name: 'b' }]), '--only', 'b']);
  expect((await home.list()).map(({ name }) => name)).toEqual(['a', 'b']);
});

e2e('reload of a fork app restarts it', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const { pid } = await home.app('idle');
  await home.ok(['reload', 'idle']);
  expect((await home.app('idle')).pid).not.toBe(pid);
  expect(isAlive(pid)).toBe(false);
});

e2e('restart of an app whose new code fails says so', async (home) => {
  const script = home.write('app.js', 'setInterval(() => {}, 1e6)');
  await home.ok(['start', script]);
  home.write('app.js', 'throw new Error("bad deploy")');
  expect(await home.fails(['restart', 'app'])).toContain('bad deploy');
});

e2e('pid files hold the pid', async (home) => {
  await home.ok(['start', fixture('idle.js'), '-p', 'own.pid']);
  const { pid } = await home.app('idle');
  await home.ok(['start', fixture('http.js')]);
  const http = await home.app('http');
  expect(Number(readFileSync(join(home.work, 'own.pid'), 'utf8'))).toBe(pid);
  expect(Number(readFileSync(String(http.pm2_env.pm_pid_path), 'utf8'))).toBe(http.pid);
});

e2e('a foreign logrotate: after reloadLogs the output goes to the new file', async (home) => {
  await home.ok(['start', home.write('ticks.js', 'let n = 0; setInterval(() => console.log(n++), 20)')]);
  const file = join(home.logs, 'ticks-out.log');
  await home.waitFor(() => home.log('ticks').length > 20, 'output');
  renameSync(file, `${file}.1`);
  await home.ok(['reloadLogs']);
  await home.waitFor(() => existsSync(file) && home.log('ticks').length > 20, 'output in the new file');
  const numbers = `${readFileSync(`${file}.1`, 'utf8')}${home.log('ticks')}`
    .trimEnd()
    .split('\n')
    .map(Number);
  expect(numbers).toEqual(numbers.map((_, index) => index));
});

e2e('logs follows across a restart', async (home) => {
  const script = home.write('say.js', 'console.log("run", process.pid); setInterval(() => {}, 1e6)');
  await home.ok(['start', script]);
  const lines: string[] = [];
  const follower = home.follow(['logs', 'say', '--raw'], (line) => lines.push(line));
  await home.waitFor(() => lines.some((line) => line.includes('run ')), 'the first run');
  await home.ok(['restart', 'say']);
  const { pid } = await home.app('say');
  await home.waitFor(() => lines.some((line) => line.includes(`run ${pid}`)), 'the second run');
  await follower.end();
});

e2e('untrusted bytes do not reach the terminal unless --raw', async (home) => {
  const script = home.write(
    'evil.js',
    'console.log("\\x1b]0;owned\\x07\\x1b[2Jtext"); setInterval(() => {}, 1e6)',
  );
  await home.ok(['start', script]);
  await home.waitFor(() => home.log('evil').includes('text'), 'output');
  const shown = await home.ok(['logs', 'evil', '--nostream']);
  expect(shown).toContain('text');
  expect(shown).not.toMatch(/\x1b\]|\x1b\[2J|\x07/);
  expect(await home.ok(['logs', 'evil', '--nostream', '--raw'])).toContain('\x1b]0;owned\x07');
});
