import { Lab } from './harness';

let lab: Lab;
beforeEach(async () => {
  lab = new Lab();
  await lab.daemon.listen();
});
afterEach(() => lab.end());

const KEEP = 'setInterval(() => {}, 1e6);';
const WAIT = `await new Promise((resolve) => process.once('message', resolve));`;

/** What was said, in order, once it has booted and has sent `messages` of its own. */
async function startedOrder(messages = 0): Promise<string[]> {
  await lab.daemon.until(
    () => lab.daemon.methods().includes('agent.booted') && lab.daemon.values().length >= messages,
  );
  return lab.daemon.methods();
}

test('a CommonJS main has booted once it has run', async () => {
  const child = lab.start(lab.write('main.js', `${KEEP} process.send('loading')`));
  expect(await startedOrder(1)).toEqual(['agent.hello', 'agent.booted', 'agent.message']);
  expect(lab.daemon.messages[0]?.params).toMatchObject({
    key: 'lab/1',
    pid: child.pid,
    nodeVersion: process.version,
  });
});

test('a server that idles has booted', async () => {
  lab.start(lab.write('main.js', `require('http').createServer(() => {}).listen(0);`));
  await lab.daemon.until(() => lab.daemon.methods().includes('agent.listening'));
  expect(lab.daemon.methods()).toEqual(['agent.hello', 'agent.booted', 'agent.listening']);
});

test('a main that never ends has not booted', async () => {
  const child = lab.start(lab.write('main.js', `console.log('busy'); for (;;);`));
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  expect(lab.daemon.messages).toEqual([]);
});

test('an ES module main has booted when its top-level await is through', async () => {
  lab.start(lab.write('main.mjs', `${KEEP} process.send('one'); ${WAIT} process.send('two');`));
  await lab.daemon.until(() => lab.daemon.values().includes('one'));
  lab.daemon.deliver('go on');
  expect(await startedOrder()).toEqual(['agent.hello', 'agent.message', 'agent.message', 'agent.booted']);
});

test('top-level await in a dependency counts', async () => {
  lab.write('dependency.mjs', `${KEEP} process.send('one'); ${WAIT} process.send('two');`);
  lab.start(lab.write('main.mjs', `import './dependency.mjs';`));
  await lab.daemon.until(() => lab.daemon.values().includes('one'));
  lab.daemon.deliver('go on');
  expect(await startedOrder()).toEqual(['agent.hello', 'agent.message', 'agent.message', 'agent.booted']);
});

test.each([
  ['by its path', (file: string) => file],
  [
    'through a link',
    (file: string) => {
      const link = `${lab.dir}/link.mjs`;
      require('node:fs').symlinkSync(file, link);
      return link;
    },
  ],
])('an ES module started %s is evaluated once', async (_, path) => {
  lab.start(path(lab.write('main.mjs', `${KEEP} process.send(import.meta.url);`)));
  await startedOrder(1);
  expect(lab.daemon.values()).toEqual([`file://${lab.dir}/main.mjs`]);
});

const HOOK = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  return { ...found, url: found.url + '?by=' + (context.parentURL ? 'other' : 'nobody') };
}`;
const REGISTER = `import { register } from 'node:module'; register('./hook.mjs', import.meta.url);`;

test('an ES module is evaluated once although a loader gives it another URL for each parent', async () => {
  lab.write('hook.mjs', HOOK);
  lab.write('register.mjs', REGISTER);
  lab.start(lab.write('main.mjs', `${KEEP} process.send('evaluated');`), {
    nodeArgs: ['--import', './register.mjs'],
  });
  await startedOrder(1);
  expect(lab.daemon.values()).toEqual(['evaluated']);
});

test('a CommonJS main behind an --import has booted once it has run', async () => {
  lab.write('slow.mjs', `await new Promise((resolve) => setTimeout(resolve, 150));`);
  const main = lab.write('main.cjs', `${KEEP} process.send('loading')`);
  lab.start(main, { nodeArgs: ['--import', './slow.mjs'] });
  expect(await startedOrder(1)).toEqual(['agent.hello', 'agent.message', 'agent.booted']);
});

test('an ES module that registers a loader itself is evaluated once', async () => {
  lab.write('hook.mjs', HOOK);
  lab.start(lab.write('main.mjs', `${REGISTER} ${KEEP} process.send('evaluated');`));
  await startedOrder(1);
  expect(lab.daemon.values()).toEqual(['evaluated']);
});

test.each(['main.js', 'main.mjs'])(
  '%s, which throws, has booted if the app goes on nonetheless',
  async (name) => {
    lab.start(lab.write(name, `process.on('uncaughtException', () => {}); ${KEEP} throw new Error('x');`));
    expect(await startedOrder()).toEqual(['agent.hello', 'agent.booted']);
  },
);

test('a main that dies has not booted', async () => {
  const outcome = await lab.run(lab.write('main.js', `setTimeout(() => {}, 100); throw new Error('x');`));
  expect(outcome.code).toBe(1);
  expect(lab.daemon.methods()).not.toContain('agent.booted');
});
