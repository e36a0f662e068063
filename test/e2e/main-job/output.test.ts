/** Output is kept, byte for byte, and never fills the disk. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { e2e, fixture, type TestHome } from '../support';

/** All that was written to the standard output of an app, its rotated files first. */
function allOutput(home: TestHome, name: string): string {
  const files = readdirSync(home.logs).filter((file) => file.startsWith(`${name}-out`));
  const current = `${name}-out.log`;
  const rotated = files.filter((file) => file !== current && !file.endsWith('.tmp')).sort();
  return [...rotated, current].map((file) => content(join(home.logs, file))).join('');
}

const isCompressed = (file: string): boolean => file.endsWith('.gz');

const content = (file: string): string => {
  const bytes = readFileSync(file);
  return (isCompressed(file) ? gunzipSync(bytes) : bytes).toString();
};

e2e('200 KB lines, split inside of characters, then exit(1): byte-exact', async (home) => {
  await home.pmx(['start', fixture('flood.js'), '--no-autorestart']);
  // Without a pid its output may still be on its way; with this status it is in the file.
  await home.waitForStatus('flood', 'errored');
  const line = `${'äöü€😀'.repeat(14_000)}\n`;
  expect(home.log('flood') === line.repeat(3)).toBe(true);
});

e2e('rotation is on by default, and loses nothing', async (home) => {
  const LINES = 300_000;
  await home.ok(['start', fixture('count.js')], { env: { LINES: String(LINES) } });
  await home.waitFor(() => home.announcements().some(({ done }) => done), 'all lines');
  await home.waitFor(() => home.log('count').includes(`\n${LINES - 1} `), 'the last line in the file');
  const rotated = () => readdirSync(home.logs).filter((file) => /^count-out\.\d/.test(file));
  // The original goes after the compressed one has come.
  await home.waitFor(() => rotated().length === 2 && rotated().every(isCompressed), 'compressed files');
  const numbers = allOutput(home, 'count')
    .trimEnd()
    .split('\n')
    .map((line) => Number.parseInt(line, 10));
  expect(numbers.length).toBe(LINES);
  expect(numbers.every((number, index) => number === index)).toBe(true);
});

e2e('standard output and error go to their files, or to one', async (home) => {
  const script = home.write(
    'both.js',
    'console.log("out"); console.error("err"); setInterval(() => {}, 1e6)',
  );
  await home.ok(['start', script]);
  await home.waitFor(
    () => home.log('both') === 'out\n' && home.log('both', 'error') === 'err\n',
    'both files',
  );
  await home.ok(['start', script, '-n', 'one', '-l', 'one.log', '-o', '/dev/null', '-e', 'NULL']);
  await home.waitFor(() => content(join(home.work, 'one.log')).length === 8, 'the one file');
});

e2e('timestamps and JSON lines', async (home) => {
  const script = home.write('say.js', 'console.log("hello"); setInterval(() => {}, 1e6)');
  await home.ok(['start', script, '-n', 'stamped', '--time']);
  await home.waitFor(
    () =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d: ? ?hello\n$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d hello\n$/.test(
        home.log('stamped'),
      ),
    'the stamped line',
  );
  await home.ok(['start', script, '-n', 'json', '--log-type', 'json']);
  const line = await home.waitFor(() => home.log('json').endsWith('\n') && home.log('json'), 'the JSON line');
  expect(JSON.parse(line)).toMatchObject({
    message: 'hello',
    type: 'out',
    app: 'json',
    timestamp: expect.any(String),
  });
});

e2e('logs shows the last lines, and flush empties the files', async (home) => {
  await home.ok(['start', fixture('count.js')], { env: { LINES: '100', WIDTH: '10' } });
  await home.waitFor(() => home.log('count').length === 1000, 'all lines');
  const shown = await home.ok(['logs', 'count', '--nostream', '--lines', '3', '--raw']);
  expect(shown.match(/^\d+ \.+$/gm)).toEqual(['97 ......', '98 ......', '99 ......']);
  await home.ok(['flush', 'count']);
  expect(home.log('count')).toBe('');
});

e2e('send writes to standard input', async (home) => {
  await home.ok(['start', fixture('echo.js')]);
  await home.ok(['send', 'echo', 'hello there']);
  await home.waitFor(() => home.log('echo').startsWith('echo: hello there'), 'the echo');
});

e2e('sendSignal reaches the program', async (home) => {
  await home.ok(['start', fixture('stubborn.js'), '-k', '100']);
  await home.ok(['sendSignal', 'SIGTERM', 'stubborn']);
  await home.waitFor(() => home.log('stubborn') === 'ignored SIGTERM\n', 'the signal');
});
