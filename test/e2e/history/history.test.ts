/** What pmx tells of the past: true causes, each once, whoever died in between. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation, JournalEntry } from '@pmx/protocol';
import { e2e, fixture, signal, type TestHome, until, waitForEnd } from '../support';

async function entriesOf(home: TestHome, ...args: string[]): Promise<JournalEntry[]> {
  return (await home.json<{ entries: JournalEntry[] }>(['history', ...args, '--json'])).entries;
}

async function whyOf(home: TestHome, name: string): Promise<Explanation> {
  return (await home.json<{ apps: Explanation[] }>(['why', name, '--json'])).apps[0]!;
}

const messages = (entries: JournalEntry[], kind: JournalEntry['kind']): string[] =>
  entries.filter((entry) => entry.kind === kind).map(({ message }) => message);

const numbers = (entries: JournalEntry[]): number[] => entries.map(({ seq }) => seq);

e2e('a crash with its code, its last words, and what is made of it', async (home) => {
  await home.fails(['start', fixture('exit.js'), '--restart-delay', '600000', '--', '3']);
  const [exit] = (await entriesOf(home, 'exit')).filter(({ kind }) => kind === 'exit');
  expect(exit).toMatchObject({
    app: 'exit',
    id: 0,
    pid: home.announcements()[0]!.pid,
    exit: { kind: 'code', code: 3 },
    errorTail: ['exiting with 3'],
  });
  const why = await whyOf(home, 'exit');
  expect(why).toMatchObject({ status: 'waiting restart', errorTail: ['exiting with 3'] });
  expect(why.next[0]).toMatch(/^restart in (9|10) min \(first of at most \d+/);
  expect(await home.ok(['why', 'exit'])).toContain('exited with code 3');
  expect(await home.ok(['history'])).toMatch(/exit \(0\)\s+exited with code 3 after \d[\d.]* (ms|s|min)/);
});

e2e('a death by a signal that pmx did not send', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const { pid } = await home.app('idle');
  signal(pid, 'SIGKILL');
  const exit = await home.waitFor(
    async () => (await entriesOf(home, 'idle')).find(({ kind }) => kind === 'exit'),
    'the end in the history',
  );
  expect(exit).toMatchObject({ pid, exit: { kind: 'signal', signal: 'SIGKILL' } });
  expect(exit.message).toContain("not by pmx: another process or the kernel's out-of-memory killer");
  expect(exit.outOfMemory).toBeUndefined();
  await home.waitForStatus('idle', 'online');
  expect((await whyOf(home, 'idle')).decided.join('\n')).toContain('was ended by SIGKILL');
});

e2e('a full JavaScript heap, and giving up', async (home) => {
  home.write(
    'leak.js',
    'const kept = []; setTimeout(() => { for (;;) kept.push(new Array(1000).fill({})) }, 200)',
  );
  const app = { name: 'leak', script: 'leak.js', node_args: '--max-old-space-size=20', restart_delay: 10 };
  // However long a run takes on a slow machine, it counts as too short.
  await home.pmx(['start', home.config([{ ...app, max_restarts: 1, min_uptime: '10m' }])]);
  await home.waitForStatus('leak', 'errored');
  const entries = await entriesOf(home, 'leak');
  const ends = entries.filter(({ kind }) => kind === 'exit');
  expect(ends.map(({ outOfMemory }) => outOfMemory)).toEqual(['heap', 'heap']);
  expect(ends[0]?.message).toContain('its JavaScript heap was full');
  expect(messages(entries, 'give-up')).toHaveLength(1);
  expect(await home.ok(['describe', 'leak'])).toMatch(/why +its JavaScript heap was full/);
  const why = await whyOf(home, 'leak');
  expect(why.errorTail.join('\n')).toContain('heap out of memory');
  expect(why.next).toEqual(['it stays down; when its fault is mended: pmx restart leak']);
});

e2e('a reload that failed, and why', async (home) => {
  const server = "require('http').createServer((_, res) => res.end()).listen(0);";
  home.write('web.js', server);
  await home.ok(['start', 'web.js', '-i', '1']);
  await home.ok(['reload', 'web']);
  home.write('web.js', "throw new Error('a bad build')");
  await home.fails(['reload', 'web']);
  const entries = await entriesOf(home, 'web');
  expect(messages(entries, 'reload').filter((message) => /^reloaded in/.test(message))).toHaveLength(1);
  expect(messages(entries, 'reload-failed')).toEqual([expect.stringContaining('exited with code 1')]);
  const why = await whyOf(home, 'web');
  expect(why.status).toBe('online');
  expect(why.happened.join('\n')).toContain('the reload failed');
});

e2e('an end while no daemon was there is told once, with its true code', async (home) => {
  home.write(
    'orphan.js',
    "const { existsSync } = require('fs'); setInterval(() => { if (existsSync('end')) process.exit(7) }, 10)",
  );
  await home.ok(['start', 'orphan.js', '--no-autorestart']);
  const before = await entriesOf(home);
  const daemon = home.daemonPid();
  home.write('end', '');
  signal(daemon, 'SIGKILL');
  await waitForEnd(daemon);
  await home.waitForStatus('orphan', 'errored');
  const entries = await entriesOf(home);
  const ends = entries.filter(({ kind }) => kind === 'exit');
  expect(ends.map(({ exit }) => exit)).toEqual([{ kind: 'code', code: 7 }]);
  expect(entries.at(-1)!.seq).toBeGreaterThan(before.at(-1)!.seq);
  expect(numbers(entries)).toEqual([...new Set(numbers(entries))]);
  expect(messages(entries, 'pmx').at(-1)).toContain('the one before was killed or had a fault');
});

e2e('who follows sees what comes, across the death of the daemon', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  const entries: JournalEntry[] = [];
  home.follow(['history', 'idle', '-f', '--json'], (line) => entries.push(JSON.parse(line).entry));
  await home.waitFor(() => messages(entries, 'online').length === 1, 'the past');
  await home.ok(['restart', 'idle']);
  await home.waitFor(() => messages(entries, 'online').length === 2, 'the restart');
  const daemon = home.daemonPid();
  signal(daemon, 'SIGKILL');
  await waitForEnd(daemon);
  await home.ok(['stop', 'idle']);
  await home.waitFor(() => messages(entries, 'stop').length === 1, 'the stop');
  expect(numbers(entries)).toEqual([...new Set(numbers(entries))]);
  expect(entries.filter(({ app }) => app !== 'idle')).toEqual([]);
});

const outgrowing = async (home: TestHome): Promise<void> => {
  home.write('loop.sh', 'exit 1');
  await home.ok(['start', fixture('idle.js'), '--name', 'quiet']);
  await home.pmx(['start', 'loop.sh', '--restart-delay', '1', '--max-restarts', '1000000']);
  await until(
    async () => (await entriesOf(home, 'loop', '--limit', '1'))[0]!.seq > 700,
    'more entries than memory holds',
    60_000,
  );
  expect((await entriesOf(home, 'quiet')).map(({ kind }) => kind)).toContain('online');
  expect((await whyOf(home, 'quiet')).happened.join('\n')).toContain('started with pid');
  const file = join(home.home, 'journal.jsonl');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(file).size + (existsSync(`${file}.1`) ? statSync(`${file}.1`).size : 0)).toBeLessThan(
    2.1 * 2 ** 20,
  );
};

e2e('a crash loop pushes out neither the others nor the disk', outgrowing, { timeout: 100_000 });

e2e('apps that were deleted have a past, those that never were have none', async (home) => {
  await home.ok(['start', fixture('idle.js')]);
  await home.ok(['delete', 'idle']);
  expect(messages(await entriesOf(home, 'idle'), 'delete')).toEqual(['deleted']);
  expect(await home.fails(['history', 'nobody'])).toContain('PMX_ERR_UNKNOWN_APP');
  expect(await home.fails(['history', '--since', 'soon'])).toContain('PMX_ERR_USAGE');
  expect(await entriesOf(home, '--limit', '2')).toHaveLength(2);
  expect(await entriesOf(home, '--since', '2999-01-01')).toEqual([]);
});
