/** What the agent measures in real programs, told to a daemon that only listens. */

import http from 'node:http';
import http2 from 'node:http2';
import type { CustomValue, Sample } from '@pmx/protocol';
import { Lab } from '../agent/harness';

let lab: Lab;
beforeEach(async () => {
  lab = new Lab();
  await lab.daemon.listen();
});
afterEach(() => lab.end());

/** Milliseconds. */
const INTERVAL = 100;

/** What authors require. */
const AUTHOR = JSON.stringify(require.resolve('../../../packages/agent/dist/index.cjs'));
const KEEP = 'setInterval(() => {}, 1e6);';

const samples = (): Sample[] =>
  lab.daemon.messages
    .filter(({ method }) => method === 'agent.sample')
    .map(({ params }) => params.values as Sample);

const latest = (): Sample => samples().at(-1) ?? {};

const sampled = (holds: (sample: Sample) => boolean): Promise<void> =>
  lab.daemon.until(() => samples().some(holds));

/** Waits for one that began after this call. */
async function nextSample(): Promise<Sample> {
  const seen = samples().length;
  await lab.daemon.until(() => samples().length >= seen + 2);
  return latest();
}

const sum = (name: keyof Sample): number =>
  samples().reduce((total, sample) => total + (sample[name] ?? 0), 0);

/** Starts a program that does what it is told by messages, and has it measured. */
async function measure(program: string, interval = INTERVAL): Promise<void> {
  lab.start(lab.write('main.js', program));
  await lab.daemon.until(() => lab.daemon.methods().includes('agent.booted'));
  lab.daemon.tell('agent.measure', { interval });
}

/** The port that the program has told. */
async function port(): Promise<number> {
  await lab.daemon.until(() => lab.daemon.values().length > 0);
  return lab.daemon.values()[0] as number;
}

test('memory is what the process itself says', async () => {
  await measure(`
    const kept = Array.from({ length: 200_000 }, (_, i) => ({ i }));
    const outside = Buffer.alloc(30e6, 1);
    // No collection comes between the sample and what is said then: it has nothing to do. One ends the sweeping of the other.
    require('node:v8').setFlagsFromString('--expose-gc');
    for (const gc of Array(2).fill(require('node:vm').runInNewContext('gc'))) gc();
    process.on('message', () => process.send([process.memoryUsage(), kept.length + outside.length]));
    ${KEEP}
  `);
  await nextSample();
  lab.daemon.deliver('say');
  await lab.daemon.until(() => lab.daemon.values().length > 0);
  const [usage] = lab.daemon.values()[0] as [NodeJS.MemoryUsage];
  const sample = latest();
  for (const [name, value] of [
    ['heap.used', usage.heapUsed],
    ['heap.total', usage.heapTotal],
    ['heap.external', usage.external],
    ['heap.arrayBuffers', usage.arrayBuffers],
    ['rss', usage.rss],
  ] as const) {
    expect([name, sample[name]! / value]).toEqual([name, expect.closeTo(1, 1)]);
  }
  const spaces = ['new', 'old', 'large', 'code', 'other'] as const;
  const inSpaces = spaces.reduce((total, space) => total + sample[`heap.space.${space}`]!, 0);
  expect(inSpaces / sample['heap.used']!).toBeCloseTo(1, 1);
  expect(sample['heap.limit']).toBeGreaterThan(sample['heap.used']!);
});

test('a loop that is blocked for 300 ms shows', async () => {
  await measure(`
    const block = () => { const end = Date.now() + 300; while (Date.now() < end); setTimeout(block, 50); };
    process.on('message', block);
    ${KEEP}
  `);
  await nextSample();
  lab.daemon.deliver('block');
  await sampled((sample) => sample['loop.delay.max']! > 250);
  const blocked = samples().find((sample) => sample['loop.delay.max']! > 250)!;
  // Milliseconds, that is; the machine may have kept it from running for some more of them.
  expect(blocked['loop.delay.max']).toBeLessThan(100_000);
  await sampled((sample) => sample['loop.utilization']! > 0.5);
});

test('garbage collections are counted, and what survives a major one is live', async () => {
  await measure(`
    const kept = Array.from({ length: 300_000 }, (_, i) => ({ i }));
    process.on('message', () => {
      require('node:v8').setFlagsFromString('--expose-gc');
      const gc = require('node:vm').runInNewContext('gc');
      for (let i = 0; i < 3e6; i++) ({ i, text: 'x' + i });
      gc();
      kept.length;
    });
    ${KEEP}
  `);
  await nextSample();
  lab.daemon.deliver('collect');
  await sampled((sample) => sample['gc.major.rate']! > 0 && sample['heap.live'] !== undefined);
  expect(sum('gc.scavenge.rate')).toBeGreaterThan(0);
  expect(sum('gc.longest')).toBeGreaterThan(0);
  const { 'heap.live': live, 'heap.used': used } = latest();
  // 300,000 objects of one field, and the array: some 10 MB.
  expect(live).toBeGreaterThan(5e6);
  expect(live).toBeLessThan(used! * 1.1);
});

/** `once` comes to 1 in each sample: as a rate it tells over how many seconds the sample is. */
const SERVER = `
  const { meter, metric } = require(${AUTHOR});
  metric('read', { value: () => { once.mark(); return 1; } });
  const once = meter('once');
  require('node:http').createServer((request, response) => {
    const [, status, delay] = request.url.split('/');
    if (status === 'never') return;
    response.statusCode = Number(status);
    if (delay) setTimeout(() => response.end('x'), Number(delay));
    else response.end('x');
  }).listen(0, '127.0.0.1', function () { process.send(this.address().port); });
`;

const ask = (at: number, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = http.get({ port: at, path, agent: false }, (response) => {
      response.resume().on('end', resolve);
    });
    request.on('error', reject);
  });

test('HTTP requests: how many of each class, how fast', async () => {
  await measure(SERVER);
  const at = await port();
  await nextSample();
  for (const path of ['/200', '/200', '/201', '/301', '/404', '/500', '/200/60']) await ask(at, path);
  await nextSample();
  const told = lab.daemon.messages.filter(({ method }) => method === 'agent.sample');
  // A rate times the time that the sample is of is a number of requests.
  const count = (name: keyof Sample): number =>
    told.reduce((total, { params }) => {
      const { once } = params.custom as Record<string, CustomValue>;
      return total + ((params.values as Sample)[name] ?? 0) / once!.value;
    }, 0);
  expect(count('http.server.rate')).toBeCloseTo(7);
  expect(count('http.server.4xx')).toBeCloseTo(1);
  expect(count('http.server.5xx')).toBeCloseTo(1);
  const slowest = Math.max(...samples().map((sample) => sample['http.server.p99'] ?? 0));
  expect(slowest).toBeGreaterThan(55);
  expect(latest()['http.server.inflight']).toBe(0);
});

test('a request that is under way is in flight; one that the client gives up is not for ever', async () => {
  await measure(SERVER);
  const at = await port();
  const requests = [0, 1].map(() =>
    http.get({ port: at, path: '/never', agent: false }).on('error', () => {}),
  );
  await sampled((sample) => sample['http.server.inflight'] === 2);
  for (const request of requests) request.destroy();
  const seen = samples().length;
  await lab.daemon.until(() =>
    samples()
      .slice(seen)
      .some((sample) => sample['http.server.inflight'] === 0),
  );
});

test('HTTP/2', async () => {
  await measure(`
    require('node:http2').createServer((request, response) => { response.statusCode = 404; response.end('x'); })
      .listen(0, '127.0.0.1', function () { process.send(this.address().port); });
  `);
  const at = await port();
  await nextSample();
  const session = http2.connect(`http://127.0.0.1:${at}`);
  try {
    const stream = session.request({ ':path': '/' });
    stream.resume();
    await new Promise((resolve) => stream.on('close', resolve));
    await sampled((sample) => sample['http.server.4xx']! > 0);
    await sampled((sample) => sample['http.server.p50']! > 0);
  } finally {
    session.destroy();
  }
});

test('what the app asks of others: node:http, fetch, errors and DNS', async () => {
  await measure(`
    const http = require('node:http');
    const server = http.createServer((request, response) => response.end('x')).listen(0, '127.0.0.1');
    process.on('message', async (what) => {
      const url = 'http://localhost:' + server.address().port;
      if (what === 'http') http.get(url, (response) => response.resume());
      if (what === 'fetch') (await fetch(url)).text();
      if (what === 'refused') http.get('http://127.0.0.1:9').on('error', () => {});
      if (what === 'refused fetch') fetch('http://127.0.0.1:12').catch(() => {});
    });
  `);
  await nextSample();
  for (const what of ['http', 'fetch', 'refused', 'refused fetch']) {
    const seen = samples().length;
    const rate = what.startsWith('refused') ? 'http.client.errors' : 'http.client.rate';
    lab.daemon.deliver(what);
    await lab.daemon.until(() =>
      samples()
        .slice(seen)
        .some((sample) => sample[rate]! > 0),
    );
  }
  expect(sum('dns.rate')).toBeGreaterThan(0);
  expect(sum('http.client.p50')).toBeGreaterThan(0);
});

test("the author's own metrics and actions", async () => {
  await measure(`
    const { action, counter, histogram, meter, metric } = require(${AUTHOR});
    metric('queue', { unit: 'jobs', value: () => 7 });
    counter('users').inc(3);
    meter('ticks').mark();
    histogram('sizes', { unit: 'kB' }).update(12);
    action('flush', () => {});
    ${KEEP}
  `);
  await nextSample();
  const told = lab.daemon.messages.filter(({ method }) => method === 'agent.sample');
  const custom = told[0]!.params.custom as Record<string, CustomValue>;
  expect(custom).toMatchObject({
    queue: { kind: 'metric', unit: 'jobs', value: 7 },
    users: { kind: 'counter', value: 3 },
    sizes: { kind: 'histogram', unit: 'kB', value: 12, details: { count: 1 } },
  });
  expect(custom.ticks?.value).toBeGreaterThan(0);
  expect(lab.daemon.messages).toContainEqual(
    expect.objectContaining({ method: 'agent.actions', params: { names: ['flush'] } }),
  );
});

test('nothing is told before it is asked for, nor after', async () => {
  await measure(`process.on('message', (value) => process.send(value)); ${KEEP}`, 0);
  lab.daemon.tell('agent.measure', { interval: INTERVAL });
  await nextSample();
  lab.daemon.tell('agent.measure', { interval: 0 });
  lab.daemon.deliver('heard');
  await lab.daemon.until(() => lab.daemon.values().includes('heard'));
  const seen = samples().length;
  // The same process would have told several more by the time it has waited as long itself.
  lab.daemon.tell('agent.watch', { interval: INTERVAL * 3 });
  await lab.daemon.until(() => lab.daemon.methods().includes('agent.heartbeat'));
  expect(samples()).toHaveLength(seen);
});

test('being measured holds no process alive', async () => {
  const child = lab.start(
    lab.write(
      'main.js',
      `process.on('message', () => clearInterval(timer)); const timer = setInterval(() => {}, 1e6);`,
    ),
  );
  await lab.daemon.until(() => lab.daemon.methods().includes('agent.booted'));
  lab.daemon.tell('agent.measure', { interval: INTERVAL });
  await nextSample();
  const exited = new Promise((resolve) => child.once('exit', resolve));
  lab.daemon.deliver('end');
  expect(await exited).toBe(0);
});
