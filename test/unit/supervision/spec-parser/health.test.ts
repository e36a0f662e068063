import { explainProblem } from '../../../../packages/supervision/src';
import { problemsOf, specOf } from './support';

const http = (url: string) => ({ kind: 'http', url });
const tcp = (host: string, port: number) => ({ kind: 'tcp', host, port });

const probes: [written: Record<string, unknown>, probe: object][] = [
  [{ http: 'http://127.0.0.1:3000/ready' }, http('http://127.0.0.1:3000/ready')],
  [{ http: 'https://shop.test/health?deep=1' }, http('https://shop.test/health?deep=1')],
  [{ http: 'http://unix:/run/shop.sock:/health' }, http('http://unix:/run/shop.sock:/health')],
  [{ http: 'http://unix:/run/shop.sock' }, http('http://unix:/run/shop.sock')],
  [{ http: 3000 }, http('http://localhost:3000/')],
  [{ http: '3000' }, http('http://localhost:3000/')],
  [{ http: ':3000/ready' }, http('http://localhost:3000/ready')],
  [{ http: '3000/ready' }, http('http://localhost:3000/ready')],
  [{ http: '/ready' }, http('http://localhost:$PORT/ready')],
  [{ tcp: 5432 }, tcp('localhost', 5432)],
  [{ tcp: '5432' }, tcp('localhost', 5432)],
  [{ tcp: ':5432' }, tcp('localhost', 5432)],
  [{ tcp: 'db:5432' }, tcp('db', 5432)],
  [{ tcp: '[::1]:5432' }, tcp('::1', 5432)],
  [{ command: './check.sh --fast' }, { kind: 'command', command: './check.sh --fast' }],
  [
    { command: 'true', http: null, tcp: undefined },
    { kind: 'command', command: 'true' },
  ],
];

test.each(probes)('%j as readiness and as health', (written, probe) => {
  expect(specOf({ readiness: written }).readiness).toMatchObject({ kind: 'probe', probe });
  expect(specOf({ health: written }).liveness).toMatchObject({ probe });
});

const badProbes: [written: object, field: string, said: RegExp][] = [
  [{ http: 'shop.test' }, 'http', /a URL such as/],
  [{ http: 'ftp://shop.test/' }, 'http', /a URL such as/],
  [{ http: 'http://' }, 'http', /a URL such as/],
  [{ http: 'http:///ready' }, 'http', /a URL such as/],
  [{ http: 'http://a b/' }, 'http', /a URL such as/],
  [{ http: 'http://unix:relative.sock' }, 'http', /a URL such as/],
  [{ http: 0 }, 'http', /a port/],
  [{ http: 65_536 }, 'http', /a port/],
  [{ http: ':99999/x' }, 'http', /a port/],
  [{ http: true }, 'http', /a URL such as/],
  [{ tcp: 0 }, 'tcp', /host:port/],
  [{ tcp: 'db' }, 'tcp', /host:port/],
  [{ tcp: 'db:' }, 'tcp', /host:port/],
  [{ tcp: 'db:70000' }, 'tcp', /host:port/],
  [{ tcp: '::1:5432' }, 'tcp', /host:port/],
  [{ tcp: 'a b:1' }, 'tcp', /host:port/],
  [{ tcp: {} }, 'tcp', /host:port/],
  [{ command: '  ' }, 'command', /not empty/],
  [{ command: ['a'] }, 'command', /not empty/],
  [{ http: 3000, interval: 'soon' }, 'interval', /10s/],
  [{ http: 3000, interval: 5 }, 'interval', /ms or more/],
  [{ http: 3000, timeout: 0 }, 'timeout', /above 0/],
];

test.each(badProbes)('%j is refused', (written, field, said) => {
  for (const name of ['readiness', 'health']) {
    expect(problemsOf({ [name]: written })).toMatchObject([
      { field: `${name}.${field}`, accepted: expect.stringMatching(said) },
    ]);
  }
});

test.each([{}, { http: 3000, tcp: 3000 }, { interval: '1s' }, 'http://localhost:3000', 3000, true, []])(
  '%j is not one probe',
  (written) => {
    for (const name of ['readiness', 'health']) {
      expect(problemsOf({ [name]: written })).toMatchObject([
        { field: name, accepted: expect.stringMatching(/^an object with one of http, tcp/) },
      ]);
    }
  },
);

describe('readiness', () => {
  test('has an interval of its own, and the time of listen_timeout unless it has a timeout', () => {
    const readiness = { http: 3000 };
    expect(specOf({ readiness }).readiness).toMatchObject({ interval: 500, timeout: 10_000 });
    expect(specOf({ readiness, listen_timeout: '1m' }).readiness.timeout).toBe(60_000);
    expect(
      specOf({ ready_when: { http: 3000, interval: '1s', timeout: '2s' }, listen_timeout: '1m' }).readiness,
    ).toMatchObject({ interval: 1000, timeout: 2000 });
  });

  test('goes with wait_ready only where that is false', () => {
    expect(problemsOf({ readiness: { tcp: 1 }, wait_ready: true })).toMatchObject([{ field: 'wait_ready' }]);
    expect(specOf({ readiness: { tcp: 1 }, wait_ready: false }).readiness.kind).toBe('probe');
  });
});

describe('health', () => {
  const liveness = { interval: 10_000, timeout: 5_000, threshold: 3, startPeriod: 10_000 };

  test('has defaults', () => {
    expect(specOf({ health: { heartbeat: true } }).liveness).toEqual({
      probe: { kind: 'heartbeat' },
      ...liveness,
    });
  });

  test.each(['health', 'liveness', 'healthcheck', 'health_check', 'healthCheck'])('%s', (name) => {
    expect(specOf({ [name]: { tcp: 1 } }).liveness).toMatchObject(liveness);
  });

  test.each([
    { threshold: 2, start_period: '3s' },
    { retries: '2', startPeriod: 3000 },
  ])('%j', (more) => {
    const health = { tcp: 1, interval: '1s', timeout: '500ms', ...more };
    expect(specOf({ health }).liveness).toMatchObject({
      interval: 1000,
      timeout: 500,
      threshold: 2,
      startPeriod: 3000,
    });
  });

  test.each([
    ['threshold', 0],
    ['retries', 1.5],
    ['start_period', -1],
    ['heartbeat', 'often'],
    ['interval', 99],
  ])('%s: %j is refused', (key, value) => {
    expect(problemsOf({ health: { tcp: 1, [key]: value } })).toMatchObject([{ field: `health.${key}` }]);
  });

  test.each([{ script: 'api.py' }, { script: 'npm start' }, { interpreter: 'none' }, { agent: false }])(
    'there is no heartbeat of %j',
    (raw) => {
      expect(problemsOf({ ...raw, health: { heartbeat: true } })).toMatchObject([
        { field: 'health.heartbeat' },
      ]);
      expect(problemsOf({ ...raw, health: { tcp: 1 } })).toEqual([]);
    },
  );

  test('heartbeat: false is as good as leaving it out', () => {
    expect(specOf({ health: { heartbeat: false, tcp: 1 } }).liveness?.probe.kind).toBe('tcp');
    expect(problemsOf({ health: { heartbeat: false } })).toMatchObject([{ field: 'health' }]);
  });
});

test('an unknown key is refused, with the nearest one', () => {
  const problems = problemsOf({ health: { tcp: 1, intervall: '5s', startperiod: 1, frobnicate: 1 } });
  expect(problems.map(explainProblem)).toEqual([
    'api: health.intervall is "5s", but must be left out: the keys are http, tcp, command, heartbeat, interval, timeout, threshold, start_period; did you mean interval?',
    expect.stringMatching(/^api: health\.startperiod is 1, .*; did you mean start_period\?$/),
    expect.stringMatching(/^api: health\.frobnicate is 1, .* start_period$/),
  ]);
  expect(problemsOf({ readiness: { htp: 1, http: 2 } })[0]?.accepted).toMatch(/did you mean http\?$/);
});
