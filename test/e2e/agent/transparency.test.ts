/** Invariant 9: with the agent, a program is and prints what it is and prints without. */

import { Lab } from './harness';

const PROGRAMS: [what: string, name: string, text: string][] = [
  [
    'what a program can see of itself',
    'see.js',
    `console.log(process.argv, process.execArgv, require.main === module, module.parent, module.children.length);
     console.log(Object.keys(require.cache), process.mainModule.filename, process.title);
     console.log(Object.keys(process.env).filter((name) => name.startsWith('PMX')), process.env.PMX_AGENT);
     console.log(process.eventNames(), ['exit', 'message', 'beforeExit'].map((event) => process.listenerCount(event)));
     console.log(new Error('trace').stack);`,
  ],
  [
    'an ES module',
    'see.mjs',
    `console.log(import.meta, process.argv, process.execArgv, new Error('trace').stack);`,
  ],
  ['a throw while it loads', 'throws.js', `throw new TypeError('at boot');`],
  ['a throw in an ES module', 'throws.mjs', `await null; throw new TypeError('at boot');`],
  ['a throw later', 'later.js', `setTimeout(() => { throw new Error('later'); }, 20);`],
  [
    'a throw that is caught',
    'caught.js',
    `process.on('uncaughtException', (e) => console.log(e.stack)); throw new Error('x');`,
  ],
  [
    'a throw in an ES module that is caught',
    'caught.mjs',
    `process.on('uncaughtException', (e) => console.log(e.stack)); throw new Error('x');`,
  ],
  ['a rejection', 'rejects.js', `Promise.reject(new Error('nobody listens'));`],
  ['a rejected import', 'rejected-import.mjs', `import('./missing.mjs');`],
  ['a failed static import', 'static-import.mjs', `import './missing.mjs';`],
  ['a syntax error', 'syntax.js', `const = 1;`],
  ['a syntax error in an ES module', 'syntax.mjs', `const = 1;`],
  ['top-level await that never ends', 'unsettled.mjs', `await new Promise(() => {});`],
  ['an exit code', 'exit.js', `process.exit(7);`],
  [
    'an exit code set',
    'exit-code.js',
    `process.exitCode = 3; process.on('exit', (code) => console.log('exit', code));`,
  ],
  ['a signal', 'signal.js', `process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 10_000);`],
  ['an empty program', 'empty.js', ''],
  ['an empty ES module', 'empty.mjs', ''],
  [
    'a timer',
    'timer.js',
    `setTimeout(() => console.log('done'), 150); process.on('beforeExit', () => console.log('before'));`,
  ],
  [
    'the order of ticks',
    'ticks.js',
    `setImmediate(() => { console.log('immediate'); setTimeout(() => console.log('timeout'), 1); });
     process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('microtask'));`,
  ],
  ['a script that is not there', '../missing.js', ''],
];

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.end());

describe.each([
  ['a daemon', true],
  ['no daemon', false],
])('with %s', (_, isUp) => {
  test.each(PROGRAMS)('%s', async (_what, name, text) => {
    if (isUp) await lab.daemon.listen();
    const file = name.startsWith('..') ? `${lab.dir}/${name}` : lab.write(name, text);
    const [plain, preloaded] = await Promise.all([lab.run(file, { agent: false }), lab.run(file)]);
    expect(preloaded).toEqual(plain);
  });
});

test('process.env has what it would have', async () => {
  const file = lab.write('env.js', 'console.log(JSON.stringify(process.env))');
  const [plain, preloaded] = await Promise.all([lab.run(file, { agent: false }), lab.run(file)]);
  expect(JSON.parse(preloaded.stdout)).toEqual(JSON.parse(plain.stdout));
});

test.each(['', '{', '[]', '{"socket":1,"key":"k"}'])(
  'a malformed identity %j is taken away and ignored',
  async (value) => {
    const file = lab.write('env.js', 'console.log(process.env.PMX_AGENT, process.send)');
    const outcome = await lab.run(file, { env: { PMX_AGENT: value } });
    expect(outcome).toEqual({ code: 0, signal: null, stdout: 'undefined undefined\n', stderr: '' });
  },
);
