/** pmx metrics and describe, as a user types them. */

import { e2e, type TestHome } from '../support';

interface Shape {
  apps: { name: string; metrics: Record<string, { value: number; unit: string }> }[];
  host: { cores: number };
}

const APP = `
  const { createServer, get } = require('node:http');
  const server = createServer((_, response) => response.end('x')).listen(0, '127.0.0.1', () => {
    setInterval(() => get({ port: server.address().port }, (response) => response.resume()), 20);
  });
`;

const start = (home: TestHome): Promise<string> =>
  home.ok([
    'start',
    home.config([
      { name: 'web', script: home.write('web.js', APP) },
      { name: 'shell', script: 'sleep 1000 | sleep 1000' },
      { name: 'bare', script: home.write('bare.js', 'setInterval(() => {}, 1e6)'), agent: false },
    ]),
  ]);

e2e('the figures of now: as JSON, for people, for Prometheus', async (home) => {
  await start(home);
  // Once it serves, that is, and its clients are at it.
  const { apps, host } = await home.waitFor(async () => {
    const shape = await home.json<Shape>(['metrics', '--json']);
    const web = shape.apps.find((app) => app.name === 'web')!.metrics;
    return web['http.server.rate']!.value > 5 && shape;
  }, 'requests in the figures');
  const metricsOf = (name: string) => apps.find((app) => app.name === name)!.metrics;
  expect(metricsOf('web')).toMatchObject({
    'heap.used': { unit: 'bytes', value: expect.any(Number) },
    'http.server.rate': { unit: 'per second' },
  });
  expect(metricsOf('shell')).toMatchObject({ memory: { unit: 'bytes' }, processes: { unit: 'count' } });
  expect(metricsOf('bare')).not.toHaveProperty(['heap.used']);
  expect(host.cores).toBeGreaterThan(0);

  const text = await home.ok(['metrics', 'web']);
  expect(text).toMatch(/^web \(0\)\n {2}Process\n/);
  expect(text).toMatch(/heap\.used +\d+\.\dmb/);
  expect(text).not.toContain('shell');

  const lines = (await home.ok(['metrics', '--prometheus'])).trimEnd().split('\n');
  expect(lines).toContainEqual(expect.stringMatching(/^pmx_heap_used_bytes\{app="web",id="\d"\} \d+$/));
  expect(
    lines.filter((line) => !/^(# (HELP|TYPE) pmx_\w+ .+|pmx_\w+(\{.*\})? -?[\d.e+-]+)$/.test(line)),
  ).toEqual([]);
});

e2e('describe has the same figures, and the actions; an unknown app is an error', async (home) => {
  await start(home);
  await home.ok(['metrics']);
  const { apps } = JSON.parse(await home.ok(['describe', 'web', '--json'])) as {
    apps: { metrics: { values: Record<string, number> }; actions: string[] }[];
  };
  expect(apps[0]!.metrics.values['heap.used']).toBeGreaterThan(0);
  expect(apps[0]!.actions).toEqual([]);
  expect(await home.ok(['describe', 'web'])).toMatch(/heap\.used +\d/);
  expect(await home.pmx(['metrics', 'nope'])).toMatchObject({ code: 1, stdout: '' });
});
