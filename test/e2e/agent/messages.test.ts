import { once } from 'node:events';
import { Lab } from './harness';

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.end());

const KEEP = 'setInterval(() => {}, 1e6);';

test('process.send reaches the daemon, in order, whatever the moment', async () => {
  await lab.daemon.listen();
  const program = `process.send('ready'); setTimeout(() => process.send({ type: 'x', data: [1, null, 'é'] }), 50); ${KEEP}`;
  lab.start(lab.write('main.js', program));
  await lab.daemon.until(() => lab.daemon.values().length === 2);
  expect(lab.daemon.values()).toEqual(['ready', { type: 'x', data: [1, null, 'é'] }]);
});

test('a program that sends and ends is heard', async () => {
  await lab.daemon.listen();
  const outcome = await lab.run(
    lab.write('main.js', `process.send('the end', (error) => console.log('sent', error))`),
  );
  expect(outcome).toMatchObject({ code: 0, stdout: 'sent null\n' });
  await lab.daemon.until(() => lab.daemon.values().includes('the end'));
});

test('a callback that exits is called with and without a daemon', async () => {
  const file = lab.write('main.js', `process.send('ready', () => process.exit(5)); ${KEEP}`);
  expect((await lab.run(file)).code).toBe(5);
  await lab.daemon.listen();
  expect((await lab.run(file)).code).toBe(5);
  await lab.daemon.until(() => lab.daemon.values().includes('ready'));
});

test('what cannot be sent is told to the callback alone', async () => {
  await lab.daemon.listen();
  const program = `process.send(1n, (error) => console.log(error.name)); console.log(process.send({}));`;
  expect(await lab.run(lab.write('main.js', program))).toMatchObject({
    code: 0,
    stdout: 'true\nTypeError\n',
    stderr: '',
  });
});

test('a message too large for the daemon is refused, and the connection stays', async () => {
  await lab.daemon.listen();
  const program = `process.send('x'.repeat(2 ** 20), (error) => process.send(error.name)); ${KEEP}`;
  lab.start(lab.write('main.js', program));
  await lab.daemon.until(() => lab.daemon.values().length === 1);
  expect(lab.daemon.values()).toEqual(['RangeError']);
});

test('messages to the app are events of process; one that throws does not swallow the next', async () => {
  await lab.daemon.listen();
  const program = `process.on('uncaughtException', (error) => process.send(error.message)); ${KEEP}
    process.on('message', (value) => { if (value === 'bad') throw new Error('thrown'); process.send({ got: value }); });
    process.send('listening')`;
  lab.start(lab.write('main.js', program));
  await lab.daemon.until(() => lab.daemon.values().length === 1);
  for (const value of ['bad', { a: 1 }, null]) lab.daemon.deliver(value);
  await lab.daemon.until(() => lab.daemon.values().length === 4);
  expect(lab.daemon.values()).toEqual(['listening', 'thrown', { got: { a: 1 } }, { got: null }]);
});

test('a listener does not keep the program alive', async () => {
  await lab.daemon.listen();
  const outcome = await lab.run(
    lab.write('main.js', `process.on('message', () => {}); process.send('hello')`),
  );
  expect(outcome).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
});

test('process.disconnect ends the messages, not the agent', async () => {
  await lab.daemon.listen();
  const program = `process.on('disconnect', () => console.log('disconnected', process.connected));
    console.log(process.connected); process.disconnect(); process.disconnect();
    process.send('x', (error) => console.log(error.message)); setTimeout(() => {}, 50)`;
  const outcome = await lab.run(lab.write('main.js', program));
  expect(outcome.stdout).toBe('true\ndisconnected false\nThe channel is closed.\n');
  await lab.daemon.until(() => lab.daemon.methods().includes('agent.booted'));
  expect(lab.daemon.values()).toEqual([]);
});

test('it finds the next daemon, says who it is again, and brings what was said meanwhile', async () => {
  await lab.daemon.listen();
  const program = `${KEEP} process.on('message', () => {}); process.send('first');
    process.stdin.resume(); process.on('SIGUSR2', () => { process.send('meanwhile'); console.log('sent'); });`;
  const child = lab.start(lab.write('main.js', program));
  await lab.daemon.until(() => lab.daemon.values().length === 1);
  await lab.daemon.close();
  const sent = once(child.stdout!, 'data');
  child.kill('SIGUSR2');
  await sent;
  lab.daemon.messages.length = 0;
  await lab.daemon.listen();
  await lab.daemon.until(() => lab.daemon.values().length === 1);
  expect(lab.daemon.methods()).toEqual(['agent.hello', 'agent.booted', 'agent.message']);
  expect(lab.daemon.values()).toEqual(['meanwhile']);
});

test('what waits for a daemon is bounded; the first are kept', async () => {
  const program = `let refused = 0;
    for (let i = 0; i < 1500; i++) if (!process.send(i)) refused++;
    console.log(refused); ${KEEP}`;
  const child = lab.start(lab.write('main.js', program));
  const [refused] = await once(child.stdout!, 'data');
  expect(String(refused)).toBe('500\n');
  await lab.daemon.listen();
  await lab.daemon.until(() => lab.daemon.values().length === 1000);
  expect(lab.daemon.values()).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test('garbage from the daemon does not reach the app', async () => {
  await lab.daemon.listen();
  lab.start(
    lab.write(
      'main.js',
      `${KEEP} process.on('message', (value) => process.send(value)); process.send('up');`,
    ),
  );
  await lab.daemon.until(() => lab.daemon.values().length === 1);
  const [socket] = lab.daemon.sockets;
  const broken = once(socket!, 'close');
  socket!.write('not json\n');
  await broken;
  await lab.daemon.until(() => lab.daemon.connections === 2 && lab.daemon.methods().length >= 5);
  lab.daemon.deliver('still here');
  await lab.daemon.until(() => lab.daemon.values().includes('still here'));
});
