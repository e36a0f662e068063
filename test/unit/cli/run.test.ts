import { spawnSync } from 'node:child_process';
import { PmxError } from '@pmx/protocol';
import { details, view } from './support/apps';
import { type Answers, changeResult, FakeDaemon } from './support/fake-daemon';
import { runCli } from './support/run-cli';

let daemon: FakeDaemon;

const daemonWith = async (answers: Answers): Promise<FakeDaemon> => {
  daemon = await new FakeDaemon(answers).listen();
  return daemon;
};

afterEach(() => daemon.close());

const unknown = () => {
  throw new PmxError('PMX_ERR_UNKNOWN_APP', 'No app is called "nope".', 'Did you mean node?');
};

const LIST = { list: () => ({ apps: [view()] }) };

describe('exit code 1, with the reason on standard error', () => {
  test.each([
    [['nope'], 'no command "nope"'],
    [['strat'], 'Did you mean start?'],
    [['start'], 'needs more words'],
    [['ls', 'extra'], 'takes fewer words'],
    [['ls', '--srot', 'id'], 'Did you mean --sort?'],
    [['ls', '--sort', 'memroy'], 'Did you mean memory?'],
    [['ls', '--sort', 'id:up'], 'id:asc or id:desc'],
    [['--nope'], 'no option --nope'],
    [['help', 'strat'], 'Did you mean start?'],
    [['completion', 'bsah'], 'Did you mean bash?'],
    [['start', 'app.js', '--only', 'a'], '--only goes with a config file'],
    [['pid', 'nope'], 'Did you mean node?'],
    [['stop', 'nope'], 'PMX_ERR_UNKNOWN_APP'],
  ])('%j', async (argv, message) => {
    await daemonWith({ ...LIST, describe: unknown, stop: unknown });
    const { code, stdout, stderr } = await runCli(daemon, argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test.each([['nope'], ['ls', '--nope'], ['stop', 'nope'], ['start']])(
  'errors are JSON on standard output with --json: %s',
  async (...words) => {
    await daemonWith({ stop: unknown });
    const { code, stdout, stderr } = await runCli(daemon, [...words, '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      error: {
        code: expect.stringMatching(/^PMX_ERR_/),
        message: expect.any(String),
        advice: expect.any(String),
      },
    });
  },
);

test('a --json after -- belongs to the program', async () => {
  await daemonWith({ start: unknown });
  const { stdout } = await runCli(daemon, ['start', 'app.js', '--', '--json']);
  expect(stdout).toBe('');
});

describe('help and version', () => {
  test.each([[[]], [['--help']], [['help']], [['-h']]])('%j is the general help', async (argv) => {
    await daemonWith({});
    const { code, stdout } = await runCli(daemon, argv);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: pmx <command>');
  });

  test.each([[['start', '--help']], [['help', 'start']], [['--help', 'start']]])(
    '%j explains start',
    async (argv) => {
      await daemonWith({});
      expect((await runCli(daemon, argv)).stdout).toContain('--max-memory-restart SIZE');
    },
  );

  test('-v', async () => {
    await daemonWith({});
    expect((await runCli(daemon, ['-v'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('what the daemon is asked', () => {
  const asked = async (...argv: string[]) => {
    const answer = () => changeResult();
    await daemonWith({
      start: answer,
      restart: answer,
      stop: answer,
      scale: answer,
      signal: answer,
      reload: answer,
    });
    await runCli(daemon, argv, { env: { A: '1' } });
    return daemon.received[0];
  };
  const named = (...values: string[]) =>
    values.map((value) => ({ kind: 'name', value, cwd: daemon.home.dir }));

  test('start', async () => {
    expect(await asked('start', 'app.js', '-n', 'api', '--env', 'production', '-f', '--', '-p', '1')).toEqual(
      {
        method: 'start',
        params: {
          targets: named('app.js'),
          caller: { cwd: daemon.home.dir, env: { A: '1' } },
          overrides: { name: 'api', args: ['-p', '1'] },
          envName: 'production',
          only: [],
          force: true,
          updateEnv: false,
          running: 'error',
        },
      },
    );
  });

  test('a shell command is one target', async () => {
    expect(await asked('start', 'npm run dev')).toMatchObject({ params: { targets: named('npm run dev') } });
  });

  test.each([
    ['startOrRestart', 'restart'],
    ['startOrReload', 'reload'],
    ['startOrGracefulReload', 'reload'],
  ])('%s', async (verb, running) => {
    expect(await asked(verb, 'app.js')).toMatchObject({ method: 'start', params: { running } });
  });

  test('restart with --update-env', async () => {
    expect(await asked('restart', 'all', '-a')).toMatchObject({
      method: 'restart',
      params: { updateEnv: true },
    });
  });

  test('words go as they are, with the folder that paths start from', async () => {
    expect(await asked('stop', './app.js', 'api', '/^a/', '/srv/b.js')).toEqual({
      method: 'stop',
      params: { targets: named('./app.js', 'api', '/^a/', '/srv/b.js') },
    });
  });

  test('scale by a negative number', async () => {
    expect(await asked('scale', 'api', '-1')).toEqual({
      method: 'scale',
      params: { target: 'api', count: '-1' },
    });
  });

  test('signal', async () => {
    expect(await asked('sendSignal', 'SIGUSR2', 'api')).toEqual({
      method: 'signal',
      params: { targets: named('api'), signal: 'SIGUSR2' },
    });
  });
});

describe('a change that failed', () => {
  const failure = {
    id: 3,
    name: 'api',
    reason: 'exited with code 3 after 120 ms',
    exit: { kind: 'code' as const, code: 3 },
    errorTail: ['Error: boom', 'evil \x1b]0;title\x07'],
    next: 'gave up',
  };

  test('says why, shows the last error lines escaped, and the list', async () => {
    await daemonWith({ start: () => changeResult({ failures: [failure], notes: ['a note'] }) });
    const { code, stdout, stderr } = await runCli(daemon, ['start', 'app.js']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'pmx: a note\n' +
        'pmx: api (3) failed: exited with code 3 after 120 ms; gave up\n' +
        '  | Error: boom\n' +
        '  | evil \\x1b]0;title\\x07\n',
    );
    expect(stdout).toContain('online');
  });

  test('is all in the JSON', async () => {
    await daemonWith({ start: () => changeResult({ failures: [failure] }) });
    const { code, stdout } = await runCli(daemon, ['start', 'app.js', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      failures: [failure],
      changed: [0],
      apps: [{ name: 'api' }],
    });
  });

  test('-s leaves out the list, not the failure', async () => {
    await daemonWith({ start: () => changeResult({ failures: [failure] }) });
    const { stdout, stderr } = await runCli(daemon, ['start', 'app.js', '-s']);
    expect(stdout).toBe('');
    expect(stderr).toContain('gave up');
  });
});

test('an unknown field names the nearest', async () => {
  const unknownFields = [{ app: 'api', field: 'instnces', nearest: 'instances' }];
  await daemonWith({ start: () => changeResult({ unknownFields }) });
  const { code, stderr } = await runCli(daemon, ['start', 'app.js']);
  expect(code).toBe(0);
  expect(stderr).toBe('pmx: api: no field is called instnces; it is ignored. Did you mean instances?\n');
});

test('progress is shown on a terminal alone, and leaves no trace', async () => {
  await daemonWith({
    stop: (_, peer, id) => {
      peer.notify('progress', { request: id, done: 12, total: 100, message: 'api (0) stopped' });
      return changeResult();
    },
  });
  expect((await runCli(daemon, ['stop', 'all'], { live: true })).stderr).toBe(
    '\r\x1b[K12/100 api (0) stopped\r\x1b[K',
  );
  expect((await runCli(daemon, ['stop', 'all'])).stderr).toBe('');
});

describe('data', () => {
  test('pid, id and env', async () => {
    const apps = [details({ id: 1 }), details({ id: 2, pid: null })];
    await daemonWith({ describe: () => ({ apps }) });
    expect((await runCli(daemon, ['pid', 'api'])).stdout).toBe('4242\n');
    expect((await runCli(daemon, ['id', 'api'])).stdout).toBe('1\n2\n');
  });

  test('pid of an app that does not run is exit code 1', async () => {
    await daemonWith({ describe: () => ({ apps: [details({ pid: null })] }) });
    expect(await runCli(daemon, ['pid', 'api'])).toMatchObject({ code: 1, stdout: '' });
  });

  test('env is sorted, and secrets are masked unless asked for', async () => {
    await daemonWith({ describe: () => ({ apps: [details()] }) });
    expect((await runCli(daemon, ['env', '0'])).stdout).toBe('DB_PASSWORD=***\nNODE_ENV=production\n');
    expect((await runCli(daemon, ['env', '0', '--show-secrets'])).stdout).toContain('DB_PASSWORD=hunter2');
  });

  test('describe shows all of it, with secrets masked', async () => {
    await daemonWith({ describe: () => ({ apps: [details({ cause: 'exited with signal SIGSEGV' })] }) });
    const { stdout } = await runCli(daemon, ['describe', 'api']);
    for (const text of ['/srv/api/app.js', '--port 3000', 'SIGSEGV', '10000 ms'])
      expect(stdout).toContain(text);
    expect(stdout).not.toContain('hunter2');
  });

  test('list --json has a version', async () => {
    await daemonWith(LIST);
    expect(JSON.parse((await runCli(daemon, ['ls', '--json'])).stdout)).toEqual({
      version: 1,
      apps: [view()],
    });
  });

  test('ping and kill without a daemon launch none', async () => {
    daemon = new FakeDaemon({});
    expect(await runCli(daemon, ['ping'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No daemon'),
    });
    expect(await runCli(daemon, ['kill'])).toEqual({ code: 0, stdout: 'No daemon runs.\n', stderr: '' });
  });

  test('kill returns when the daemon has ended', async () => {
    // A pid that is no process any more.
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    await daemonWith({
      ping: () => ({ pid, keeperPid: null }),
      kill: (_, peer) => {
        setImmediate(() => peer.close());
        return { stopped: 3 };
      },
    });
    expect(await runCli(daemon, ['kill'])).toMatchObject({
      code: 0,
      stdout: 'Stopped 3 instances and pmx itself.\n',
    });
  });
});

test('a daemon that ends before it answers is an error with advice', async () => {
  await daemonWith({ list: (_, peer) => peer.destroy() });
  const { code, stderr } = await runCli(daemon, ['ls']);
  expect(code).toBe(1);
  expect(stderr).toContain('Run the command again');
});

test('a daemon that cannot be launched is an error', async () => {
  daemon = new FakeDaemon({});
  expect(await runCli(daemon, ['ls'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('PMX_ERR_DAEMON_START'),
  });
});
