/** The dashboard between a daemon that comes and goes and a terminal that may be slow. */

import { dashboardOf, FakeDaemon, FakeTerminal } from './fakes';
import { view } from './support';

const key = (name: string) => ({ type: 'key', key: { name, character: name } }) as const;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const pass = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);

async function begun() {
  const daemon = new FakeDaemon();
  const terminal = new FakeTerminal();
  const rest = dashboardOf(daemon, terminal);
  await rest.dashboard.begin();
  await pass(300);
  return { daemon, terminal, ...rest };
}

test('the first snapshot shows, and the selection gets its charts and its output', async () => {
  const { daemon, terminal, followed, dashboard } = await begun();
  expect(terminal.screen).toContain('4 instances');
  expect(daemon.asked.map(([, params]) => params)).toEqual([{ focus: null }, { focus: 1 }]);
  expect(followed.map(({ target }) => target)).toEqual(['api']);
  dashboard.close();
});

test('without a daemon it does not begin', async () => {
  const daemon = new FakeDaemon();
  daemon.isThere = false;
  const { dashboard } = dashboardOf(daemon, new FakeTerminal());
  await expect(dashboard.begin()).rejects.toThrow('No daemon.');
  dashboard.close();
});

test('a daemon that goes away is told, looked for, and its successor shows', async () => {
  const { daemon, terminal, dashboard } = await begun();
  daemon.die();
  await pass(200);
  expect(terminal.screen).toContain('the daemon is away');
  await pass(60_000);
  expect(terminal.screen).toContain('the daemon is away');
  daemon.isThere = true;
  await pass(1_200);
  expect(terminal.screen).not.toContain('the daemon is away');
  expect(daemon.connections).toBe(2);
  daemon.tick({ apps: [view(7, 'newcomer')] });
  await pass(200);
  expect(terminal.screen).toContain('newcomer');
  dashboard.close();
});

test('many messages are one frame', async () => {
  const { daemon, terminal, dashboard } = await begun();
  const before = terminal.frames.length;
  for (let index = 0; index < 500; index += 1) daemon.tick();
  await pass(150);
  expect(terminal.frames.length - before).toBe(1);
  dashboard.close();
});

test('a slow terminal gets fewer frames, and then the newest, never a backlog', async () => {
  const { daemon, terminal, dashboard } = await begun();
  terminal.isFast = false;
  daemon.tick({ apps: [view(10, 'first')] });
  await pass(150);
  const before = terminal.frames.length;
  for (let index = 0; index < 50; index += 1) {
    daemon.tick({ apps: [view(100 + index, `later-${index}`)] });
    await pass(110);
  }
  expect(terminal.frames.length).toBe(before);
  terminal.drain();
  await pass(150);
  expect(terminal.frames.length).toBe(before + 1);
  expect(terminal.screen).toContain('55 instances');
  dashboard.close();
});

test('while one scrolls nothing is looked up; where one rests, that is', async () => {
  const { daemon, followed, dashboard } = await begun();
  const before = daemon.asked.length;
  for (let step = 0; step < 3; step += 1) {
    dashboard.receive(key('j'));
    await pass(40);
  }
  expect(daemon.asked).toHaveLength(before);
  await pass(200);
  expect(daemon.asked.slice(before)).toEqual([['monitor', { focus: 3 }]]);
  expect(followed.map(({ target, signal }) => [target, signal.aborted])).toEqual([
    ['api', true],
    ['3', false],
  ]);
  dashboard.close();
});

test('a snapshot of a focus that one has left does not show', async () => {
  const { daemon, terminal, dashboard } = await begun();
  daemon.held = [];
  dashboard.receive(key('G'));
  await pass(200);
  dashboard.receive(key('k'));
  await pass(200);
  const [web, shell] = daemon.held;
  expect([web!.focus, shell!.focus]).toEqual([0, 3]);
  shell!.answer();
  await pass(200);
  web!.answer();
  await pass(200);
  expect(terminal.screen).toContain('charts  shell (3)');
  dashboard.close();
});

test('an action tells that it goes on, and how it ended, for a while', async () => {
  const { daemon, terminal, dashboard } = await begun();
  let finish: (result: unknown) => void = () => {};
  daemon.answers.restart = () => new Promise((resolve) => (finish = resolve));
  dashboard.receive(key('r'));
  await pass(150);
  expect(terminal.screen).toContain('restart api…');
  finish({ apps: [], failures: [], notes: [] });
  await pass(150);
  expect(terminal.screen).toContain('api restarted');
  await pass(9_000);
  expect(terminal.screen).not.toContain('api restarted');
  dashboard.close();
});

test('of an action that fails the reason shows, with the last line of error output', async () => {
  const { daemon, terminal, dashboard } = await begun();
  const failure = {
    reason: 'exited with code 7',
    next: 'waits',
    errorTail: ['Error: \x1b[31mno licence', ''],
  };
  daemon.answers.restart = () => ({ apps: [], failures: [failure], notes: [] });
  dashboard.receive(key('r'));
  await pass(150);
  expect(terminal.screen).toContain('restart api: exited with code 7; waits; Error: no licence');
  dashboard.close();
});

test('q quits; after the end nothing is drawn any more', async () => {
  const { daemon, terminal, dashboard, quits } = await begun();
  dashboard.receive(key('q'));
  expect(quits()).toBe(1);
  dashboard.close();
  const { length } = terminal.frames;
  daemon.tick();
  await pass(60_000);
  expect(terminal.frames).toHaveLength(length);
  expect(jest.getTimerCount()).toBe(0);
});
