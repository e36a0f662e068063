/** Config files of every form, as the command that ships reads them. */

import { e2e, type TestHome } from '../support';

const APP = "{ name: 'app', script: './app.js', env: { FROM: 'config' } }";

async function startsFrom(home: TestHome, name: string, text: string): Promise<void> {
  home.write('app.js', 'setInterval(() => {}, 1e6)');
  home.write(name, text);
  await home.ok(['start', name]);
  const app = await home.app('app');
  expect(app.pm2_env.status).toBe('online');
  expect(app.pm2_env.env.FROM).toBe('config');
}

const FORMS: [form: string, name: string, text: string][] = [
  ['CommonJS', 'a.config.js', `module.exports = { apps: [${APP}] };`],
  ['CommonJS by its extension', 'a.config.cjs', `exports.apps = [${APP}];`],
  ['an ES module', 'a.config.mjs', `export default { apps: [${APP}] };`],
  ['named exports', 'a.config.mjs', `export const apps = [${APP}];`],
  ['ES syntax in .js', 'a.config.js', `export default [${APP}];`],
  ['a function', 'a.config.js', `module.exports = () => (${APP});`],
  ['an async function after await', 'a.config.mjs', `await null; export default async () => [${APP}];`],
  ['a promise', 'a.config.js', `module.exports = Promise.resolve(${APP});`],
  ['TypeScript', 'a.config.ts', `const apps: object[] = [${APP}];\nexport default { apps };`],
  [
    'TypeScript that imports TypeScript',
    'a.config.ts',
    `import { app } from './part';\nexport default [app];`,
  ],
  ['a config that prints', 'a.config.js', `console.log('noise'); module.exports = ${APP};`],
  [
    'JSON with comments',
    'a.json',
    `// c\n{ "apps": [{ "name": "app", "script": "./app.js", "env": { "FROM": "config" } }] }`,
  ],
  ['YAML', 'a.yaml', 'apps:\n  - name: app\n    script: ./app.js\n    env: { FROM: config }\n'],
];

e2e.each(FORMS)('reads %s', async (home, _form, name, text) => {
  home.write('part.ts', `export const app: Record<string, unknown> = ${APP};`);
  await startsFrom(home, name, text);
});

e2e('a config on standard input', async (home) => {
  home.write('app.js', 'setInterval(() => {}, 1e6)');
  await home.ok(['start', '-'], { input: '{ "name": "app", "script": "./app.js" }' });
  expect((await home.app('app')).pm2_env.status).toBe('online');
});

e2e('env_file, and what goes over it', async (home) => {
  home.write('app.js', 'setInterval(() => {}, 1e6)');
  home.write('.env', 'A=file\nB=file\n');
  home.write('a.json', { name: 'app', script: './app.js', env_file: '.env', env: { B: 'own' } });
  await home.ok(['start', 'a.json']);
  expect((await home.app('app')).pm2_env.env).toMatchObject({ A: 'file', B: 'own' });
});

e2e('what a config prints keeps out of the JSON', async (home) => {
  home.write('app.js', 'setInterval(() => {}, 1e6)');
  home.write('a.config.js', `console.log('noise'); module.exports = ${APP};`);
  expect(await home.json(['start', 'a.config.js', '--json'])).toBeTruthy();
});

const FAULTS: [fault: string, name: string, text: string, said: string[]][] = [
  [
    'a syntax error in CommonJS',
    'a.config.js',
    'module.exports = {\n  apps: [,\n}',
    ['a.config.js:3:1', 'CONFIG_SYNTAX'],
  ],
  [
    'a syntax error in an ES module',
    'a.config.mjs',
    'export default {\n  apps: [,\n}',
    ['a.config.mjs:3:1', 'CONFIG_SYNTAX'],
  ],
  [
    'a syntax error in TypeScript',
    'a.config.ts',
    'const a: number = ;\nexport default a',
    ['a.config.ts:1:', 'CONFIG_SYNTAX'],
  ],
  ['a syntax error in JSON', 'a.json', '{\n "apps": [\n', ['a.json:3:1', 'CONFIG_SYNTAX']],
  ['a syntax error in YAML', 'a.yaml', 'apps:\n - [\n', ['a.yaml:', 'CONFIG_SYNTAX']],
  [
    'a throw',
    'a.config.js',
    "const x = 1;\nthrow new Error('no database');",
    ['a.config.js:2:7: no database', 'CONFIG_THREW'],
  ],
  [
    'a throw in an ES module',
    'a.config.mjs',
    "throw new Error('no database');",
    ['a.config.mjs:1:7: no database', 'CONFIG_THREW'],
  ],
  [
    'a throw in TypeScript',
    'a.config.ts',
    "const x: number = 1;\nthrow new Error('no');",
    ['a.config.ts:2:7: no', 'CONFIG_THREW'],
  ],
  ['a throw of text', 'a.config.js', "throw 'just text'", ['a.config.js: just text', 'CONFIG_THREW']],
  [
    'a rejected promise',
    'a.config.js',
    "module.exports = Promise.reject(new Error('late'))",
    ['a.config.js:1:33: late', 'CONFIG_THREW'],
  ],
  [
    'broken JSON that it reads',
    'a.config.js',
    'module.exports = JSON.parse("{")',
    ['a.config.js:1:23', 'CONFIG_THREW'],
  ],
  ['process.exit', 'a.config.js', 'process.exit(0)', ['process.exit(0)', 'CONFIG_THREW']],
  ['a promise without end', 'a.config.mjs', 'await new Promise(() => {})', ['never settles', 'CONFIG_THREW']],
  ['a missing import', 'a.config.mjs', "import './nope.mjs'", ['nope.mjs', 'CONFIG_THREW']],
  [
    'a function as a value',
    'a.config.js',
    `module.exports = { apps: [{ script: 'a', env: { F() {} } }] }`,
    ['apps[0].env.F', 'INVALID_SPEC'],
  ],
  ['no apps', 'a.config.js', 'module.exports = {}', ['neither `apps` nor `script`', 'CONFIG_SHAPE']],
  [
    'no such env_file',
    'a.json',
    '{"name": "api", "script": "a.js", "env_file": "x.env"}',
    ['api', 'x.env', 'ENV_FILE'],
  ],
];

e2e.each(FAULTS)('%s: exit 1, and where it is', async (home, _fault, name, text, said) => {
  home.write(name, text);
  const complaint = await home.fails(['start', name]);
  for (const words of said) expect(complaint).toContain(words);
  expect(await home.list()).toEqual([]);
});

e2e('a config that hangs is given up', async (home) => {
  home.write('a.config.js', 'for (;;);');
  expect(await home.fails(['start', 'a.config.js'])).toContain('10000 ms');
});
