/** The small examples: each starts, does what it says, is restarted by reload, and stops. */

import { e2e, freePort, get, type TestHome } from '../support';
import { example, output, statuses } from './support';

const says = (home: TestHome, name: string, text: string): Promise<true> =>
  home.waitFor(async () => (await output(home, name)).includes(text), `${name} to say "${text}"`);

e2e.each([
  ['esm/app.mjs', 'Prepared.'],
  ['python/app.py', 'Job 1 done.'],
  ['shell/app.sh', 'load average'],
])('%s', async (home, path, text) => {
  await home.ok(['start', example(path), '-n', 'one']);
  await says(home, 'one', text);
  const { pid } = await home.app('one');
  await home.ok(['flush', 'one']);
  await home.ok(['reload', 'one']);
  expect((await home.app('one')).pid).not.toBe(pid);
  await says(home, 'one', text);
  await home.ok(['stop', 'one']);
  expect(await statuses(home)).toEqual(['one stopped']);
});

e2e('http/app.js, reloaded in cluster mode', async (home) => {
  const port = await freePort();
  await home.ok(['start', example('http/app.js'), '-n', 'http', '-i', '1'], { env: { PORT: String(port) } });
  const greeting = async () => `Hello from process ${(await home.app('http')).pid}\n`;
  const first = await get(port);
  expect(first).toBe(await greeting());
  await home.ok(['reload', 'http']);
  const second = await get(port);
  expect(second).toBe(await greeting());
  expect(second).not.toBe(first);
  await home.ok(['stop', 'http']);
  expect(await output(home, 'http')).toContain('Closing.');
});

e2e('crashing/app.js crashes, and stop ends that', async (home) => {
  await home.pmx(['start', example('crashing/app.js'), '-n', 'crashing']);
  await home.waitFor(
    async () => (await home.app('crashing')).pm2_env.restart_time >= 2,
    'the second restart',
  );
  expect(home.log('crashing', 'error')).toContain('This example crashes on purpose.');
  await home.pmx(['reload', 'crashing']);
  await home.ok(['stop', 'crashing']);
  expect(await statuses(home)).toEqual(['crashing stopped']);
});

/** Node runs TypeScript by itself since 22.6, where a flag does it, which pmx adds. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 6);

e2e('typescript/app.ts runs where Node can, else pmx says what to install', async (home) => {
  const path = example('typescript/app.ts');
  if (!runsTypeScript) {
    const said = await home.fails(['start', path, '-n', 'typescript', '--json']);
    expect(JSON.parse(said)).toMatchObject({ error: { code: 'PMX_ERR_NO_TYPESCRIPT_RUNNER' } });
    expect(await home.fails(['start', path])).toContain('npm install');
    return;
  }
  await home.ok(['start', path, '-n', 'typescript']);
  await says(home, 'typescript', 'kitchen: 2');
  await home.ok(['reload', 'typescript']);
  await home.ok(['stop', 'typescript']);
  expect(await statuses(home)).toEqual(['typescript stopped']);
});
