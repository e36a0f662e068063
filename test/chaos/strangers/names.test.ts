/** Names, paths and arguments that a shell or a file system would take for something else: they work, or are refused. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, shown, type TestHome } from '../../e2e/support';
import { isLong } from '../support/extent';

/** Made by any shell that a name reaches, wherever it stands. */
const TOUCH = 'touch PWNED';

const NAMES = [
  `;${TOUCH};`,
  `$(${TOUCH})`,
  `\`${TOUCH}\``,
  `| ${TOUCH}`,
  "a'b",
  'a"b',
  'a\nb',
  'a\u0000b',
  'a\tb',
  'a b',
  '-rf',
  '--help',
  '../../escaped',
  '../escaped',
  '/tmp/escaped',
  'a/b',
  'a\\b',
  '.',
  '..',
  '.hidden',
  '~',
  '~root',
  '*',
  '?[a-z]',
  '{a,b}',
  '(x)',
  '!x',
  '#x',
  '%s%n',
  '%2e%2e%2fescaped',
  'a=b',
  'a:b',
  'a@b',
  'a,b',
  '\u202egnp.js',
  '🚀',
  'naïve-日本',
  'all',
  '__proto__',
  'constructor',
  '7',
  '',
  'x'.repeat(300),
  '🚀'.repeat(100),
];

/** Nothing was run by a shell, and nothing written beside the folders of the test and the log files. */
function expectUntouched(home: TestHome): void {
  expect(readdirSync(home.dir).sort()).toEqual([home.home.slice(home.dir.length + 1), 'work'].sort());
  const everywhere = readdirSync(home.dir, { recursive: true, encoding: 'utf8' });
  const base = (path: string): string => path.split('/').at(-1)!.replaceAll(TOUCH, '');
  expect(everywhere.filter((path) => base(path).includes('PWNED'))).toEqual([]);
  expect(everywhere.filter((path) => base(path).startsWith('escaped'))).toEqual([]);
  expect(['/tmp/escaped', '/tmp/escaped-out.log', '/tmp/PWNED', '/PWNED'].filter(existsSync)).toEqual([]);
  const inLogs = readdirSync(home.logs, { withFileTypes: true });
  expect(inLogs.filter((entry) => !entry.isFile()).map(({ name }) => name)).toEqual([]);
}

const TALK = `
console.log(JSON.stringify(process.argv.slice(2)));
setInterval(() => {}, 1e9);
`;

e2e(
  'names of apps and namespaces',
  async (home) => {
    home.write('talk.js', TALK);
    const isTried = (index: number): boolean => isLong || index % 4 === 0;
    const apps = NAMES.flatMap((name, index) => [
      { what: 'name', name, app: { name, script: 'talk.js', autorestart: false } },
      ...(isTried(index)
        ? [
            {
              what: 'namespace',
              name,
              app: { name: 'plain', namespace: name, script: 'talk.js', autorestart: false },
            },
          ]
        : []),
    ]);
    const taken: string[] = [];
    for (const { what, name, app } of apps) {
      const outcome = await home.pmx(['start', home.config([app])]);
      if (outcome.code !== 0) {
        expect(shown(outcome)).toMatch(
          /\[PMX_ERR_INVALID_\w+\]|\[PMX_ERR_\w*SPEC\w*\]|\[PMX_ERR_\w*CONFIG\w*\]/,
        );
        expect(outcome.code).toBe(1);
      } else {
        taken.push(`${what} ${name}`);
        expect(
          (await home.list()).map(({ name: listed, pm2_env }) =>
            what === 'name' ? listed : pm2_env.namespace,
          ),
        ).toEqual([name]);
        await home.ok(['describe', name]);
        await home.ok(['restart', name]);
        await home.ok(['delete', name]);
      }
      expect(await home.list()).toEqual([]);
      expectUntouched(home);
    }
    expect(taken).toEqual(expect.arrayContaining(['name 🚀', 'name naïve-日本', 'name .hidden']));
    expect(taken.filter((what) => /PWNED|escaped$|\n/.test(what) && !what.includes('%'))).toEqual([]);
  },
  { timeout: 600_000 },
);

const FOLDER = `q'uote "d" $(${TOUCH}); -x\n🚀`;
const SCRIPTS = [
  '-e.js',
  '--help.js',
  'a;b.js',
  `$(${TOUCH}).js`,
  "it's.js",
  'new\nline.js',
  '🚀.js',
  ' space .js',
  '%s.js',
];
const ARGS = [`$(${TOUCH})`, `; ${TOUCH}`, "'", '"', '-rf', '--', '', '🚀', 'a\nb', '\\', '*'];

e2e('paths of folders, scripts and logs, and arguments', async (home) => {
  for (const [index, script] of SCRIPTS.entries()) {
    home.write(join(FOLDER, script), TALK);
    const name = `app${index}`;
    const app = {
      name,
      script: `./${script}`,
      cwd: join(home.work, FOLDER),
      args: ARGS,
      out_file: `${script}.log`,
      pid_file: `${script}.pid`,
    };
    await home.ok(['start', home.config([app])]);
    const log = join(home.work, FOLDER, `${script}.log`);
    const said = await home.waitFor(
      () => existsSync(log) && readFileSync(log, 'utf8').includes('\n') && readFileSync(log, 'utf8'),
      'output',
    );
    expect(JSON.parse(said)).toEqual(ARGS);
    expect(Number(readFileSync(join(home.work, FOLDER, `${script}.pid`), 'utf8'))).toBe(
      (await home.app(name)).pid,
    );
    expect((await home.pmx(['logs', name, '--nostream', '--raw'])).code).toBe(0);
    await home.ok(['flush', name]);
    await home.ok(['delete', name]);
  }
  expectUntouched(home);
});

const PRINTED = ['[a]', `[$(${TOUCH})]`, `[; ${TOUCH}]`, "[it's]"];

e2e('arguments after a command line, a command, and programs of other languages', async (home) => {
  home.write('args.sh', 'printf "[%s]\\n" "$@"; exec sleep 1000', 0o755);
  home.write('-dash.sh', 'printf "[%s]\\n" "$@"; exec sleep 1000', 0o755);
  const args = ['a', `$(${TOUCH})`, `; ${TOUCH}`, "it's"];
  const apps = [
    { name: 'file', script: './args.sh', args },
    { name: 'dash', script: './-dash.sh', args },
    { name: 'line', script: './args.sh --', args, interpreter: 'none' },
    {
      name: 'env',
      script: './args.sh',
      args,
      env: { 'A;B': `$(${TOUCH})`, [`X$(${TOUCH})`]: '1', BASH_ENV: '' },
    },
  ];
  for (const app of apps) {
    await home.pmx(['start', home.config([app])]);
    const { pm2_env } = await home.app(app.name).catch(() => ({ pm2_env: { status: 'refused' } }));
    if (pm2_env.status === 'online') {
      await home.waitFor(
        () => PRINTED.every((line) => home.log(app.name).includes(line)),
        `the arguments of ${app.name}`,
      );
    }
  }
  expect((await home.list()).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['file', 'dash', 'env']),
  );
  for (const target of [`; ${TOUCH}`, `$(${TOUCH})`, '-rf', '/(/', '../../x', '🚀'])
    expect(await home.fails(['stop', target])).toMatch(/\[PMX_ERR_\w+\]/);
  for (const uid of [`$(${TOUCH})`, '-x', 'no such; user'])
    expect(
      await home.fails(['start', home.config([{ name: 'who', script: fixture('idle.js'), uid }])]),
    ).toMatch(/\[PMX_ERR_\w+\]/);
  expectUntouched(home);
});

e2e(
  'the home itself, with a clustered app',
  async (home) => {
    home.write('emoji.js', 'require("node:http").createServer().listen(0)');
    const app = { name: '🚀', script: 'emoji.js', exec_mode: 'cluster', instances: 2 };
    await home.ok(['start', home.config([app])]);
    await home.ok(['start', fixture('idle.js')]);
    await home.ok(['reload', '🚀']);
    await home.ok(['save']);
    await home.ok(['doctor']).catch(() => {});
    expect((await home.list()).map(({ pm2_env }) => pm2_env.status)).toEqual(['online', 'online', 'online']);
    expectUntouched(home);
    await home.ok(['kill']);
  },
  { homeName: `-h 'o"me $(${TOUCH}) ;🚀\n` },
);
