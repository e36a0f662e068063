/** The same app without pmx: `node app.js`. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Lab, type Outcome } from '../agent/harness';
import { root } from '../support';

/** Milliseconds; only a guard against hanging. */
const DEADLINE = 15_000;

const LOADS = {
  'app.cjs': `const { isDraining, onDrain, onShutdown, ready } = require('@pmx/agent');
    const { setTimeout: wait } = require('node:timers/promises');`,
  'app.mjs': `import { isDraining, onDrain, onShutdown, ready } from '@pmx/agent';
    import { setTimeout as wait } from 'node:timers/promises';`,
};

/** Holds the process, and tells that it can be signalled. */
const UP = `setInterval(() => {}, 1_000_000); console.log('up');`;

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
  mkdirSync(join(lab.dir, 'node_modules/@pmx'), { recursive: true });
  symlinkSync(join(root, 'packages/agent'), join(lab.dir, 'node_modules/@pmx/agent'));
});
afterEach(() => lab.end());

const write = (body: string, name: keyof typeof LOADS = 'app.cjs'): string =>
  lab.write(name, `${LOADS[name]}\n${body}`);

/** Runs a program, and sends it a signal for each of these lines of its output, as it comes. */
async function signalled(file: string, signals: [line: string, signal: NodeJS.Signals][]): Promise<Outcome> {
  const child = lab.start(file, { agent: false });
  const output = { stdout: '', stderr: '' };
  child.stderr!.on('data', (chunk) => {
    output.stderr += chunk;
  });
  child.stdout!.on('data', (chunk) => {
    output.stdout += chunk;
    for (const [line, signal] of take(signals, output.stdout)) child.kill(signal) || fail(line);
  });
  const [code, signal] = await closed(child);
  return { code, signal, ...output };
}

function take(signals: [string, NodeJS.Signals][], text: string): [string, NodeJS.Signals][] {
  const due = signals.filter(([line]) => text.includes(`${line}\n`));
  for (const one of due) signals.splice(signals.indexOf(one), 1);
  return due;
}

const closed = (child: ChildProcess) => once(child, 'close', { signal: AbortSignal.timeout(DEADLINE) });

function fail(line: string): never {
  throw new Error(`The process was gone at "${line}".`);
}

describe.each(['app.cjs', 'app.mjs'] as const)('%s', (name) => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: one after another, each awaited, exit code 0',
    async (signal) => {
      const file = write(
        `onShutdown(async (reason) => { await wait(50); console.log('first', reason, isDraining()); });
       onShutdown((reason) => console.log('second', reason));
       ready(); onDrain(() => console.log('never'));
       console.log(isDraining()); ${UP}`,
        name,
      );
      expect(await signalled(file, [['up', signal]])).toEqual({
        code: 0,
        signal: null,
        stdout: `false\nup\nfirst ${signal} true\nsecond ${signal}\n`,
        stderr: '',
      });
    },
  );
});

test('a failure is printed, the others are still run, and the exit code is 1', async () => {
  const file = write(
    `onShutdown(async () => { throw new Error('first fails'); });
     onShutdown(() => { throw new Error('second fails'); });
     onShutdown(() => console.log('third runs')); ${UP}`,
  );
  const { code, stdout, stderr } = await signalled(file, [['up', 'SIGINT']]);
  expect([code, stdout]).toEqual([1, 'up\nthird runs\n']);
  expect(stderr).toMatch(/Error: first fails\n {4}at [\s\S]*Error: second fails\n {4}at /);
});

test('a second signal does not cut the clean-up short', async () => {
  const file = write(
    `let again;
     process.on('SIGTERM', () => again());
     onShutdown(() => { console.log('begun'); return new Promise((resolve) => { again = resolve; }); });
     onShutdown(() => console.log('ended')); ${UP}`,
  );
  const outcome = await signalled(file, [
    ['up', 'SIGINT'],
    ['begun', 'SIGTERM'],
  ]);
  expect(outcome).toEqual({ code: 0, signal: null, stdout: 'up\nbegun\nended\n', stderr: '' });
});

test("the app's own exit code is kept", async () => {
  const file = write(`onShutdown(() => { process.exitCode = 7; }); ${UP}`);
  expect(await signalled(file, [['up', 'SIGINT']])).toMatchObject({ code: 7 });
});

test('taken back, it is not run, and the signal ends the process as ever', async () => {
  const file = write(`onShutdown(() => console.log('never'))(); ${UP}`);
  expect(await signalled(file, [['up', 'SIGTERM']])).toEqual({
    code: null,
    signal: 'SIGTERM',
    stdout: 'up\n',
    stderr: '',
  });
});

test('it holds no process', async () => {
  const file = write(`onShutdown(() => {}); ready(); onDrain(() => {}); console.log('done');`);
  expect(await lab.run(file, { agent: false })).toEqual({
    code: 0,
    signal: null,
    stdout: 'done\n',
    stderr: '',
  });
});

test('ready() says nothing to a parent that is not pmx, and holds no forked child', async () => {
  write(`onShutdown(() => {}); ready();`);
  const parent = lab.write(
    'parent.js',
    `const child = require('node:child_process').fork(__dirname + '/app.cjs');
     child.on('message', (message) => console.log('heard', message));
     child.on('exit', (code) => console.log('exit', code));`,
  );
  expect(await lab.run(parent, { agent: false })).toMatchObject({ stdout: 'exit 0\n', stderr: '' });
});

test('in a worker thread it does nothing', async () => {
  lab.write('thread.cjs', `${LOADS['app.cjs']} onShutdown(() => {}); ready(); console.log(isDraining());`);
  const file = lab.write(
    'main.cjs',
    `new (require('node:worker_threads').Worker)(__dirname + '/thread.cjs');`,
  );
  expect(await lab.run(file, { agent: false })).toEqual({
    code: 0,
    signal: null,
    stdout: 'false\n',
    stderr: '',
  });
});

test('both module systems meet the same registrations', async () => {
  const file = write(
    `import { createRequire } from 'node:module';
     const required = createRequire(import.meta.url)('@pmx/agent');
     console.log(required.onShutdown === onShutdown, Object.keys(required).join());`,
    'app.mjs',
  );
  expect(await lab.run(file, { agent: false })).toMatchObject({
    stdout: 'true action,counter,histogram,isDraining,meter,metric,onDrain,onShutdown,ready\n',
  });
});

test.each(['onShutdown', 'onDrain'])('%s wants a function', async (name) => {
  const { code, stderr } = await lab.run(write(`${name}('text');`), { agent: false });
  expect(code).toBe(1);
  expect(stderr).toContain(`TypeError: ${name} needs a function, and was given text.`);
});
