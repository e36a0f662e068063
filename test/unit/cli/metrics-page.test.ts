/** docs/metrics.md against the one list of metrics. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '@pmx/protocol';

const page = readFileSync(join(__dirname, '../../../docs/metrics.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)];

test('names, units and sources are those of the code, in its order', () => {
  const told = rows.map(([, name, unit, source]) => [name, unit, source]);
  expect(told).toEqual(Object.entries(METRICS).map(([name, { unit, source }]) => [name, unit, source]));
});

test('each says how it is measured and what it means', () => {
  expect(rows.filter((row) => row[4]!.trim() === '' || row[5]!.trim() === '')).toEqual([]);
});
