/** `pmx logs` on real apps, across rotation and restarts. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, signal, type TestHome, waitForEnd } from '../support';
import { root } from '../support/command';

const numbers = (lines: readonly string[]): number[] =>
  lines.flatMap((line) => (/\| n(\d+)$/.exec(line)?.[1] ?? []) as string | []).map(Number);

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Prints as many numbered lines as it is told to on its standard input. */
const PRINTER = `
  let n = 0;
  require('node:readline').createInterface({ input: process.stdin }).on('line', (count) => {
    for (let i = 0; i < Number(count); i += 1) console.log('n' + (n += 1));
  });
  setInterval(() => {}, 1e6);`;

async function startPrinter(home: TestHome, fields: object = {}): Promise<void> {
  const script = home.write('printer.js', PRINTER);
  await home.ok(['start', home.config([{ name: 'printer', script, ...fields }])]);
}

const print = (home: TestHome, count: number) => home.ok(['send', 'printer', String(count)]);

e2e('the last lines of both streams, hostile bytes escaped', async (home) => {
  const script = home.write(
    'a.js',
    "for (let i = 1; i < 30; i++) console.log('n' + i); console.error('\\x1b]0;t\\x07'); setInterval(() => {}, 1e6)",
  );
  await home.ok(['start', script]);
  const isWritten = () => home.log('a').endsWith('n29\n') && home.log('a', 'error').endsWith('\n');
  await home.waitFor(isWritten, 'its output');
  const lines = (await home.ok(['logs', '--nostream'])).trim().split('\n');
  expect(numbers(lines)).toEqual(range(15, 29));
  expect(lines.at(-1)).toBe('0|a | \\x1b]0;t\\x07');
  expect(await home.ok(['logs', 'a', '--nostream', '--lines', '0'])).toBe('');
  expect(await home.ok(['logs', 'a', '--nostream', '--raw', '--err'])).toBe('\x1b]0;t\x07\n');
  const [entry] = (await home.ok(['logs', '0', '--nostream', '--json', '--lines', '1'])).split('\n');
  expect(JSON.parse(entry ?? '')).toEqual({ app: 'a', id: 0, type: 'out', message: 'n29' });
});

e2e('an unknown app, and a wrong option', async (home) => {
  const script = home.write('a.js', 'setInterval(() => {}, 1e6)');
  await home.ok(['start', script]);
  expect(await home.fails(['logs', 'nope', '--nostream'])).toContain('nope');
  expect(await home.fails(['logs', 'nope'])).toContain('nope');
  expect(await home.fails(['logs', '--lines', 'many'])).toContain('--lines many');
  expect(await home.fails(['logs', '--highlight', '/(/'])).toContain('--highlight');
});

e2e('follows across rotations: no gap, no repeat', async (home) => {
  await startPrinter(home, { max_log_size: '1K' });
  const lines: string[] = [];
  home.follow(['logs', 'printer', '--lines', '1000'], (line) => lines.push(line));
  for (let total = 200; total <= 1_000; total += 200) {
    await print(home, 200);
    await home.waitFor(() => numbers(lines).length >= total, `${total} lines`);
  }
  expect(numbers(lines)).toEqual(range(1, 1_000));
  expect(readdirSync(home.logs).length).toBeGreaterThan(4);
});

e2e('follows a new app, a restarted one, and across the end of the daemon', async (home) => {
  const start = (name: string) => {
    const script = `console.log('hello from ${name}'); setInterval(() => {}, 1e6)`;
    return home.ok(['start', home.write(`${name}.js`, script)]);
  };
  await start('one');
  const lines: string[] = [];
  home.follow(['logs'], (line) => lines.push(line));
  const seen = (text: string, times = 1) =>
    home.waitFor(() => lines.filter((line) => line.includes(text)).length === times, `${times} × ${text}`);
  await seen('hello from one');
  await start('two');
  await seen('hello from two');
  await home.ok(['restart', 'one']);
  await seen('hello from one', 2);
  const { pid } = await home.json<{ pid: number }>(['ping', '--json']);
  signal(pid, 'SIGKILL');
  await waitForEnd(pid);
  await home.ok(['restart', 'two']);
  await seen('hello from two', 2);
  await start('three');
  await seen('hello from three');
});

e2e('goes on after flush', async (home) => {
  await startPrinter(home);
  const lines: string[] = [];
  home.follow(['logs', 'printer', '--lines', '1000'], (line) => lines.push(line));
  await print(home, 20);
  await home.waitFor(() => numbers(lines).length === 20, '20 lines');
  await home.ok(['flush', 'printer']);
  await print(home, 3);
  await home.waitFor(() => numbers(lines).length === 23, '3 more');
  expect(numbers(lines)).toEqual(range(1, 23));
});

e2e('a reader that leaves ends it quietly', async (home) => {
  await startPrinter(home);
  await print(home, 50);
  await home.waitFor(() => home.log('printer').includes('n50'), 'its output');
  const pmx = spawn(process.execPath, [join(root, 'bin/pmx'), 'logs', 'printer', '--lines', '50'], {
    env: home.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  pmx.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk;
  });
  await once(pmx.stdout, 'data');
  pmx.stdout.destroy();
  const closed = once(pmx, 'close');
  await print(home, 5);
  expect(await closed).toEqual([0, null]);
  expect(complaint).toBe('');
});

e2e('a date format after --timestamp is no app', async (home) => {
  await startPrinter(home);
  const lines: string[] = [];
  home.follow(['logs', 'printer', '--timestamp', 'YYYY-MM-DD HH:mm'], (line) => lines.push(line));
  await home.waitFor(async () => {
    await print(home, 1);
    return lines.some((line) => /^\d{4}-\d\d-\d\d \d\d:\d\d 0\|printer \| n\d+$/.test(line));
  }, 'a line with its time');
});

e2e('a foreign log file that is truncated by copytruncate', async (home) => {
  const file = join(home.work, 'own.log');
  await startPrinter(home, { out_file: file });
  const lines: string[] = [];
  home.follow(['logs', 'printer', '--lines', '0'], (line) => lines.push(line));
  await home.waitFor(async () => {
    await print(home, 1);
    return numbers(lines).length > 0;
  }, 'a line');
  // What follows has to be shorter than what was read: a file that is as long again looks like one that went on.
  const { length } = numbers(lines);
  await print(home, 20);
  await home.waitFor(() => numbers(lines).length >= length + 20, 'more lines');
  writeFileSync(file, '');
  appendFileSync(file, 'n999\n');
  await home.waitFor(() => numbers(lines).includes(999), 'the line after it');
});
