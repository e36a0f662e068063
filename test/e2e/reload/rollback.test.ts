/** A build that is no good never replaces one that is: exit 1, the reason, the same processes, no failed request. */

import { writeFileSync } from 'node:fs';
import { e2e, get, type TestHome } from '../support';
import type { LoadResult } from '../support/load';
import {
  app,
  BAD_BUILDS,
  build,
  livingPids,
  pidsOf,
  settled,
  startWeb,
  underLoad,
  type Web,
} from './support';

/** Every way to bring the build in that must fail, and leave all as it was. */
async function failsUnderLoad(
  home: TestHome,
  { port }: Web,
  reload: string[],
  reason: RegExp,
): Promise<LoadResult> {
  const before = await pidsOf(home);
  const result = await underLoad({ port, keepAlive: false }, async () => {
    const said = await home.fails(reload);
    expect(said).toMatch(reason);
    expect(said).toContain('The old version goes on running.');
    expect(await settled(home, 2)).toEqual([...before].sort((a, b) => a - b));
  });
  expect(result).toMatchObject({ failed: 0, failures: {} });
  return result;
}

/** By name; or, where fields of this reload alone are needed, by a config that has them. */
const reloadWith = (home: TestHome, { script, port }: Web, fields: object): string[] =>
  Object.keys(fields).length === 0
    ? ['reload', 'web']
    : ['reload', home.config([{ ...app(script, port), ...fields }], 'once.json')];

describe.each(Object.entries(BAD_BUILDS))('a build that %s', (_what, { source, reason, fields }) => {
  e2e('does not replace the old one; the next good one does', async (home) => {
    const web = await startWeb(home);
    writeFileSync(web.script, source);
    const { answers } = await failsUnderLoad(home, web, reloadWith(home, web, fields), reason);
    expect(Object.keys(answers)).toEqual(['1']);
    writeFileSync(web.script, build('2'));
    await home.ok(['reload', 'web']);
    expect(await get(web.port)).toBe('2');
  });
});

e2e('a build that never says it is ready does not replace one that waits for it', async (home) => {
  const saying = build('1', `setTimeout(() => process.send('ready'), 100);`);
  const web = await startWeb(home, { wait_ready: true }, saying);
  writeFileSync(web.script, build('silent'));
  const reload = reloadWith(home, web, { wait_ready: true, listen_timeout: 700 });
  await failsUnderLoad(home, web, reload, /was not ready within 700 ms/);
});

e2e(
  'a config whose version fails is not kept: not its environment, arguments, script or number',
  async (home) => {
    const web = await startWeb(home, { env: { KEPT: 'yes' }, args: ['old'] });
    const worse = home.write(
      'worse.js',
      build('worse', 'if (process.env.NODE_APP_INSTANCE) process.exit(9);'),
    );
    const next = { name: 'web', script: worse, port: web.port, instances: 3, exec_mode: 'cluster' };
    const config = home.config([{ ...next, env: { KEPT: 'no', ADDED: 'yes' }, args: ['new'] }], 'next.json');
    await failsUnderLoad(home, web, ['reload', config], /exited with code 9/);

    await home.ok(['restart', 'web']);
    await settled(home, 2);
    const restarted = home.announcements().slice(-2);
    for (const { env, args } of restarted) {
      expect(env).toMatchObject({ KEPT: 'yes' });
      expect(env).not.toHaveProperty('ADDED');
      expect(args).toEqual(['old']);
    }
    expect(await get(web.port)).toBe('1');
  },
);

e2e('a version that fails in its second instance gives way in the first', async (home) => {
  const web = await startWeb(home, { env: { KEPT: 'yes' }, reload_parallel: 1 });
  const worse = home.write(
    'worse.js',
    build('worse', `if (process.env.NODE_APP_INSTANCE === '1') process.exit(9);`),
  );
  const next = { name: 'web', script: worse, port: web.port, instances: 2, exec_mode: 'cluster' };
  const config = home.config([{ ...next, reload_parallel: 1 }], 'next.json');
  const [, second] = await pidsOf(home);
  const result = await underLoad({ port: web.port }, async () => {
    expect(await home.fails(['reload', config])).toMatch(/exited with code 9/);
    expect(await settled(home, 2)).toContain(second);
  });
  expect(result.failed).toBe(0);
  const versions = home.announcements().filter(({ pid }) => livingPids(home).includes(pid));
  expect(versions.map(({ version }) => version)).toEqual(['1', '1']);
});
