/** docs/errors.md lists every error code; this holds the page to the code, both ways. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '@pmx/protocol';

const page = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `(PMX_ERR_[A-Z_]+)` \| ([^|]+?) \|/gm)].map((match) => [match[1], match[2]]),
);

test('each code is on the page, with its meaning', () => {
  expect(Object.fromEntries(rows)).toEqual(ERROR_CODES);
});

test('each code is used somewhere in the code', () => {
  const packages = join(__dirname, '../../../packages');
  const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(packages, file), 'utf8'))
    .join();
  expect(Object.keys(ERROR_CODES).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});
