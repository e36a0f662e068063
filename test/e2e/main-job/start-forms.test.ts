/** Every form of `start X`: languages, interpreters, command lines, names, config files. */

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, type TestHome } from '../support';

const LANGUAGES: [string, string][] = [
  ['idle.js', 'cjs'],
  ['idle.cjs', 'cjs'],
  ['idle.mjs', 'esm'],
  ['idle.py', 'python'],
  ['idle.sh', 'shell'],
];

/** Statuses by name. */
async function statuses(home: TestHome): Promise<Record<string, string>> {
  return Object.fromEntries((await home.list()).map(({ name, pm2_env }) => [name, pm2_env.status]));
}

describe('programs', () => {
  e2e.each(LANGUAGES)('%s runs when start returns', async (home, file, language) => {
    const table = await home.ok(['start', fixture(file)]);
    expect(table).toContain('online');
    const { pid, pm2_env } = await home.app('idle');
    expect(pm2_env.status).toBe('online');
    await home.waitFor(() => home.announcements()[0], 'the program');
    expect(home.announcements()).toEqual([{ pid, language }]);
  });

  e2e('TypeScript runs, or the error says what to install', async (home) => {
    const { code, stdout, stderr } = await home.pmx(['start', fixture('idle.ts')]);
    if (code === 0) expect(await statuses(home)).toEqual({ idle: 'online' });
    else expect(stdout + stderr).toMatch(/npm install .*tsx/);
  });

  e2e('a command on PATH gets its arguments', async (home) => {
    await home.ok(['start', 'sleep', '--', '1000000']);
    const { pm2_env } = await home.app('sleep');
    expect(pm2_env.status).toBe('online');
    expect(pm2_env.args).toEqual(['1000000']);
  });

  e2e('a string with spaces is a shell command line', async (home) => {
    await home.ok(['start', `echo "a  b" && exec sleep 1000000`, '-n', 'line']);
    await home.waitFor(() => home.log('line') === 'a  b\n', 'its output');
    expect(await statuses(home)).toEqual({ line: 'online' });
  });

  e2e('--interpreter runs anything', async (home) => {
    const script = home.write('script.txt', 'echo from the text file; exec sleep 1000000\n');
    await home.ok(['start', script, '--interpreter', 'bash']);
    await home.waitFor(() => home.log('script') === 'from the text file\n', 'its output');
  });

  e2e('arguments after -- are passed as they are', async (home) => {
    await home.ok(['start', fixture('inspect.js'), '--', '--port', '1', 'two words']);
    expect((home.announcements()[0]!.argv as string[]).slice(2)).toEqual(['--port', '1', 'two words']);
  });

  e2e('a path relative to the cwd of the caller', async (home) => {
    home.write('app.js', 'setInterval(() => {}, 1e6)');
    await home.ok(['start', './app.js', '-n', 'relative']);
    expect((await home.app('relative')).pm2_env.pm_exec_path).toBe(join(home.work, 'app.js'));
  });

  e2e('a symlink is kept as written and resolved at each spawn', async (home) => {
    const old = home.write('1/app.js', 'console.log("old"); setInterval(() => {}, 1e6)');
    const current = join(home.work, 'current.js');
    symlinkSync(old, current);
    await home.ok(['start', current, '-n', 'linked']);
    await home.waitFor(() => home.log('linked') === 'old\n', 'the old release');
    const { renameSync } = await import('node:fs');
    symlinkSync(home.write('2/app.js', 'console.log("new"); setInterval(() => {}, 1e6)'), `${current}.new`);
    renameSync(`${current}.new`, current);
    await home.ok(['restart', 'linked']);
    await home.waitFor(() => home.log('linked') === 'old\nnew\n', 'the new release');
    expect((await home.app('linked')).pm2_env.pm_exec_path).toBe(current);
  });
});

describe('names', () => {
  e2e('a stopped app is started again by name, id and path', async (home) => {
    await home.ok(['start', fixture('idle.js')]);
    for (const word of ['idle', '0', fixture('idle.js')]) {
      await home.ok(['stop', 'idle']);
      await home.ok(['start', word]);
      expect(await statuses(home)).toEqual({ idle: 'online' });
    }
  });

  e2e('the same path again is an error while it runs, unless forced', async (home) => {
    await home.ok(['start', fixture('idle.js')]);
    const { pid } = await home.app('idle');
    expect(await home.fails(['start', fixture('idle.js')])).toContain('idle');
    expect((await home.app('idle')).pid).toBe(pid);
    await home.ok(['start', fixture('idle.js'), '-f']);
    expect(await home.list()).toHaveLength(2);
  });

  e2e('the same path under another name is another app', async (home) => {
    await home.ok(['start', fixture('idle.js'), '-n', 'one']);
    await home.ok(['start', fixture('idle.js'), '-n', 'two']);
    expect(await statuses(home)).toEqual({ one: 'online', two: 'online' });
  });

  e2e('several at once', async (home) => {
    await home.ok(['start', fixture('idle.js'), fixture('http.js')]);
    expect(await statuses(home)).toEqual({ idle: 'online', http: 'online' });
  });

  e2e('instances of a fork app can be scaled up and down', async (home) => {
    await home.ok(['start', fixture('idle.sh'), '-i', '2']);
    const first = (await home.list()).map(({ pid }) => pid);
    await home.ok(['scale', 'idle', '+2']);
    expect((await home.list()).map(({ pid }) => pid).slice(0, 2)).toEqual(first);
    expect(await home.list()).toHaveLength(4);
    await home.ok(['scale', 'idle', '-1']);
    expect(await home.list()).toHaveLength(3);
    await home.ok(['scale', 'idle', '1']);
    expect((await home.list()).map(({ pid }) => pid)).toEqual(first.slice(0, 1));
  });
});

const app = { name: 'declared', script: fixture('idle.js') };
const json = JSON.stringify(app);

const CONFIGS: [string, string][] = [
  ['apps.json', `// with a comment\n{ "apps": [${json}], /* and another */ }`],
  ['apps.yml', `apps:\n  - name: declared\n    script: ${app.script}\n`],
  ['apps.yaml', `name: declared\nscript: ${app.script}\n`],
  ['apps.config.js', `module.exports = { apps: [${json}] };`],
  ['apps.config.cjs', `module.exports = [${json}];`],
  ['apps.config.mjs', `export default { apps: [${json}] };`],
  ['apps.config.ts', `const apps: { name: string }[] = [${json}];\nexport default { apps };`],
];

describe('config files', () => {
  e2e.each(CONFIGS)('%s', async (home, file, text) => {
    await home.ok(['start', home.write(file, text)]);
    expect(await statuses(home)).toEqual({ declared: 'online' });
  });

  e2e('- reads one from standard input', async (home) => {
    await home.ok(['start', '-'], { input: JSON.stringify({ apps: [app] }) });
    expect(await statuses(home)).toEqual({ declared: 'online' });
  });

  e2e('--only takes some of its apps', async (home) => {
    const file = home.config([app, { ...app, name: 'other' }, { ...app, name: 'third' }]);
    await home.ok(['start', file, '--only', 'declared,third']);
    expect(Object.keys(await statuses(home))).toEqual(['declared', 'third']);
  });

  e2e('autostart false adds it to the list alone', async (home) => {
    await home.ok(['start', home.config([{ ...app, autostart: false }])]);
    expect(await statuses(home)).toEqual({ declared: 'stopped' });
    expect(home.announcements()).toEqual([]);
  });

  e2e('camelCase names mean the same', async (home) => {
    await home.ok([
      'start',
      home.config([{ ...app, outFile: './mine.log', mergeLogs: true, instanceVar: 'WHICH' }]),
    ]);
    expect((await home.app('declared')).pm2_env.pm_out_log_path).toBe(join(home.work, 'mine.log'));
  });

  e2e('an unknown field is named with the nearest known one', async (home) => {
    const { stdout, stderr, code } = await home.pmx(['start', home.config([{ ...app, max_restart: 3 }])]);
    expect(code).toBe(0);
    expect(stdout + stderr).toMatch(/max_restart\b.*max_restarts/s);
  });
});
