/** Nothing that an app starts is an app of pmx. */

import { Lab } from './harness';

let lab: Lab;
beforeEach(async () => {
  lab = new Lab();
  await lab.daemon.listen();
});
afterEach(() => lab.end());

const REPORT = `console.log(JSON.stringify([process.env.PMX_AGENT ?? null, process.execArgv, typeof process.send]));`;

async function childOf(starter: string): Promise<unknown> {
  lab.write('child.js', REPORT);
  const { stdout, stderr } = await lab.run(lab.write('parent.js', starter));
  expect(stderr).toBe('');
  expect(lab.daemon.connections).toBeLessThanOrEqual(1);
  return JSON.parse(stdout);
}

test('child_process.fork', async () => {
  expect(await childOf(`require('child_process').fork(__dirname + '/child.js')`)).toEqual([
    null,
    [],
    'function',
  ]);
});

test('child_process.spawn with the flags of this process', async () => {
  const starter = `require('child_process').spawn(process.execPath, [...process.execArgv, __dirname + '/child.js'], { stdio: 'inherit' })`;
  expect(await childOf(starter)).toEqual([null, [], 'undefined']);
});

test('a worker thread', async () => {
  expect(await childOf(`new (require('worker_threads').Worker)(__dirname + '/child.js')`)).toEqual([
    null,
    [],
    'undefined',
  ]);
});

test('a worker thread that shares the environment', async () => {
  const starter = `const { Worker, SHARE_ENV } = require('worker_threads');
    new Worker(__dirname + '/child.js', { env: SHARE_ENV })`;
  expect(await childOf(starter)).toEqual([null, [], 'undefined']);
});

test('cluster.fork', async () => {
  const starter = `const cluster = require('cluster');
    cluster.setupPrimary({ exec: __dirname + '/child.js' });
    cluster.fork().on('online', function () { this.disconnect(); });`;
  expect(await childOf(starter)).toEqual([null, [], 'function']);
});
