/** docs/errors.md lists every error code; this holds the page to the code, both ways. */

import { readFileSync } from 'node:fs';
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
  const { execFileSync } = jest.requireActual<typeof import('node:child_process')>('node:child_process');
  const packages = join(__dirname, '../../../packages');
  for (const code of Object.keys(ERROR_CODES)) {
    const files = execFileSync('grep', ['-rl', '--include=*.ts', code, packages], { encoding: 'utf8' });
    expect({ code, files: files.trim().split('\n').length }).toEqual({ code, files: expect.any(Number) });
    expect(files.trim().split('\n').length).toBeGreaterThan(1);
  }
});
