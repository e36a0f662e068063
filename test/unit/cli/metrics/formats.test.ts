import type { HostFigures, InstanceMetrics } from '@pmx/protocol';
import { formatFigure, groupsOf } from '../../../../packages/cli/src/metrics/groups';
import { prometheus } from '../../../../packages/cli/src/metrics/prometheus';

const HOST: HostFigures = {
  cpu: 50,
  cores: 2,
  load: [1, 2, 3],
  memoryUsed: 10,
  memoryTotal: 20,
  diskUsed: null,
  diskTotal: null,
  networkIn: 5,
  networkOut: null,
};

const app = (fields: Partial<InstanceMetrics> = {}): InstanceMetrics => ({
  id: 3,
  name: 'api',
  at: 1,
  values: { cpu: 12.34, 'heap.arrayBuffers': 2048, 'http.server.p99': 250, 'dns.rate': 0 },
  custom: {},
  leak: null,
  ...fields,
});

test.each([
  [1536, 'bytes', '1.5kb'],
  [1536, 'bytes per second', '1.5kb/s'],
  [12.34, 'ms', '12.3 ms'],
  [0.04, 'ms per second', '0 ms/s'],
  [1234.5, 'per second', '1235/s'],
  [0.256, 'ratio', '25.6%'],
  [3, 'count', '3'],
] as const)('%d %s is shown as %s', (value, unit, text) => {
  expect(formatFigure(value, unit)).toBe(text);
});

test('groups: what never happened is left out, what is amiss comes first', () => {
  const custom = { 'jobs\x1b[2J': { kind: 'counter', value: 7, unit: 'jobs' } } as const;
  const leak = { rate: 5 * 1024 * 1024, limitIn: 3_600_000, since: 0 };
  expect(groupsOf(app({ custom, leak }))).toEqual([
    {
      title: 'Leak',
      lines: [
        ['growth', 'about 5.0mb a minute'],
        ['limit in', 'about 1h'],
      ],
    },
    { title: 'Process', lines: [['cpu', '12.3%']] },
    { title: 'Heap', lines: [['heap.arrayBuffers', '2.0kb']] },
    { title: 'Requests answered', lines: [['http.server.p99', '250 ms']] },
    { title: 'Its own', lines: [[expect.stringMatching(/^jobs\\x1b\[2J$/), '7 jobs']] },
  ]);
});

describe("Prometheus' format", () => {
  const apps = [
    app({ name: 'a"\\\nb' }),
    app({ id: 4, custom: { q: { kind: 'metric', value: 1.5, unit: 's' } } }),
  ];
  const lines = prometheus(apps, HOST).trimEnd().split('\n');

  test('has base units, and escaped labels', () => {
    expect(lines).toContain('pmx_cpu_ratio{app="a\\"\\\\\\nb",id="3"} 0.1234');
    expect(lines).toContain('pmx_heap_array_buffers_bytes{app="api",id="4"} 2048');
    expect(lines).toContain('pmx_http_server_p99_seconds{app="api",id="4"} 0.25');
    expect(lines).toContain('pmx_custom{app="api",id="4",name="q",unit="s"} 1.5');
    expect(lines).toContain('pmx_host_cpu_ratio 0.5');
    expect(lines.some((line) => line.startsWith('pmx_host_disk'))).toBe(false);
  });

  test('each family is told once, its samples together', () => {
    const families = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
    expect(new Set(families).size).toBe(families.length);
    let current = '';
    for (const line of lines) {
      if (line.startsWith('# HELP')) current = line.split(' ')[2]!;
      else if (!line.startsWith('#'))
        expect(line).toMatch(new RegExp(`^${current}(\\{[^\\n]*\\})? -?[\\d.e+-]+$`));
    }
  });
});
