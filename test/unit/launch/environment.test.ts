import { childEnvironment } from '../../../packages/daemon/src/launch';
import { Bench } from './support';

const bench = new Bench();
afterAll(() => bench.end());

const IDENTITY = { id: 7, index: 2, key: '7.1', probation: 0 };
const LAUNCH = { reportsBoot: true, account: null };
const SURROUNDINGS = { agentSocket: '/home/agent.sock' };

const environment = (raw: object, inherited: Record<string, string> = {}) =>
  childEnvironment(bench.spec({ script: 'a', ...raw }), inherited, IDENTITY, LAUNCH, SURROUNDINGS);

const OWN = {
  pm_id: '7',
  NODE_APP_INSTANCE: '2',
  PWD: bench.dir,
  PMX_AGENT: '{"socket":"/home/agent.sock","key":"7.1","probation":0,"stopSignal":"SIGINT"}',
};

test('what was inherited, what was declared over it, and the documented list', () => {
  expect(environment({ env: { B: '2' } }, { A: '1', B: '1', PWD: '/elsewhere', OLDPWD: '/' })).toEqual({
    ...OWN,
    A: '1',
    B: '2',
  });
});

test('no agent, no variable of it', () => {
  const spec = bench.spec({ script: 'a' });
  const { PMX_AGENT: _, ...rest } = OWN;
  expect(childEnvironment(spec, {}, IDENTITY, { reportsBoot: false, account: null }, SURROUNDINGS)).toEqual(
    rest,
  );
  expect(childEnvironment(spec, {}, IDENTITY, null, null)).toEqual(rest);
});

test("a manager's own variables are not inherited, but may be declared", () => {
  const inherited = {
    PMX_HOME: '/h',
    PM2_HOME: '/h',
    pm_id: '1',
    pm_exec_path: '/x',
    axm_options: '{}',
    unique_id: 'x',
    status: 'online',
    NODE_APP_INSTANCE: '0',
    NODE_CHANNEL_FD: '3',
    NODE_UNIQUE_ID: '1',
    KEPT: 'yes',
  };
  expect(environment({}, inherited)).toEqual({ ...OWN, KEPT: 'yes' });
  expect(environment({ env: { PMX_HOME: '/mine' } }, inherited)).toMatchObject({ PMX_HOME: '/mine' });
});

test('names that others use too are dropped only under that manager', () => {
  expect(environment({}, { status: 'mine', name: 'mine' })).toMatchObject({ status: 'mine', name: 'mine' });
});

test('filter_env', () => {
  const inherited = { AWS_KEY: 'x', AWS_ID: 'y', OTHER: 'z' };
  expect(environment({ filter_env: ['AWS_'] }, inherited)).toEqual({ ...OWN, OTHER: 'z' });
  expect(environment({ filter_env: true, env: { A: '1' } }, inherited)).toEqual({ ...OWN, A: '1' });
});

test('instance_var and increment_var', () => {
  const raw = { instance_var: 'WORKER', increment_var: 'PORT', env: { PORT: '3000' } };
  const { NODE_APP_INSTANCE: _, ...rest } = OWN;
  expect(environment(raw)).toEqual({ ...rest, WORKER: '2', PORT: '3002' });
  expect(environment({ increment_var: 'PORT' })).toMatchObject({ PORT: '2' });
});

test('another user brings a home and a name, which may be declared otherwise', () => {
  const account = { name: 'www', uid: 33, gid: 33, home: '/var/www' };
  const spec = bench.spec({ script: 'a', env: { HOME: '/declared' } });
  const inherited = { HOME: '/root', USER: 'root', LOGNAME: 'root' };
  const result = childEnvironment(spec, inherited, IDENTITY, { reportsBoot: false, account }, SURROUNDINGS);
  expect(result).toMatchObject({ HOME: '/declared', USER: 'www', LOGNAME: 'www' });
});

test('__proto__ is a name like any other', () => {
  const inherited = JSON.parse('{"__proto__":"x","A":"1"}');
  const result = environment({}, inherited);
  expect(Object.getPrototypeOf(result)).toBeNull();
  expect(JSON.parse(JSON.stringify(result))).toMatchObject(inherited);
  expect(Object.keys(result)).toEqual(expect.arrayContaining(['__proto__', 'A']));
});
