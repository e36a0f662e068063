import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type InstanceDetails, PmxError } from '@pmx/protocol';
import {
  followLogs,
  type LogClientEvents,
  type LogOptions,
  showLogs,
} from '../../../../packages/cli/src/logs';
import { asFile, numbered, until, useTempDir } from './support';

const dir = useTempDir();
const path = (name: string) => join(dir(), name);

/** A daemon that says what the test tells it to say. */
class FakeDaemon {
  apps: Partial<InstanceDetails>[] = [];
  unknown = false;
  /** Answers to `describe`. */
  told = 0;
  connections: LogClientEvents[] = [];

  add(id: number, name: string): void {
    const files = {
      outFile: path(`${name}-out.log`),
      errorFile: path(`${name}-error.log`),
      combinedFile: null,
    };
    this.apps.push({ id, name, ...files });
  }

  happen(): void {
    const process = { pm_id: 0, name: '', namespace: '' };
    for (const { onEvent } of this.connections) onEvent({ at: 0, event: 'process:event', process, data: {} });
  }

  readonly open: LogOptions['open'] = async (events) => {
    this.connections.push(events);
    const call = async (method: string) => {
      if (method === 'describe') this.told += 1;
      if (this.unknown) throw new PmxError('PMX_ERR_UNKNOWN_APP', 'No app "nope".');
      return { apps: this.apps as InstanceDetails[] };
    };
    return { call, close: () => {} };
  };
}

let daemon: FakeDaemon;
let output: PassThrough;
let text: string;
let stop: AbortController;
let following: Promise<void> | null;

beforeEach(() => {
  daemon = new FakeDaemon();
  output = new PassThrough();
  text = '';
  output.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  stop = new AbortController();
  following = null;
});
afterEach(async () => {
  stop.abort();
  await following;
});

const options = (more: Partial<LogOptions> = {}): LogOptions => ({
  lines: 15,
  streams: 'all',
  style: 'text',
  colors: false,
  timestamp: null,
  highlight: null,
  open: daemon.open,
  signal: stop.signal,
  ...more,
});

function follow(more: Partial<LogOptions> = {}): void {
  following = followLogs([], options(more), output);
}

describe('the past only', () => {
  test('each file with a header, and an unfinished line at its end', async () => {
    daemon.add(0, 'api');
    writeFileSync(path('api-out.log'), 'one\ntwo\nthr');
    await showLogs([], options({ lines: 2 }), output);
    expect(text).toBe(`==> ${path('api-out.log')} <==\n0|api | two\n0|api | thr\n`);
  });

  test('an unknown target is an error', async () => {
    daemon.unknown = true;
    await expect(showLogs([], options(), output)).rejects.toMatchObject({ code: 'PMX_ERR_UNKNOWN_APP' });
    await expect(followLogs([], options(), output)).rejects.toMatchObject({ code: 'PMX_ERR_UNKNOWN_APP' });
  });

  test('nothing but JSON with json', async () => {
    daemon.add(0, 'api');
    writeFileSync(path('api-out.log'), 'one\n');
    await showLogs([], options({ style: 'json' }), output);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).message),
    ).toEqual(['one']);
  });
});

describe('following', () => {
  test('what is written after the past, across a rotation', async () => {
    daemon.add(0, 'api');
    writeFileSync(path('api-out.log'), asFile(numbered(1, 3)));
    follow({ style: 'raw' });
    await until(() => text.endsWith('line 3\n'));
    appendFileSync(path('api-out.log'), 'line 4\n');
    await until(() => text.endsWith('line 4\n'));
    renameSync(path('api-out.log'), path('api-out.20260101T000000-000001.log'));
    writeFileSync(path('api-out.log'), 'line 5\n');
    await until(() => text.endsWith('line 5\n'));
    expect(text).toBe(asFile(numbered(1, 5)));
  });

  test('a line without an end is shown after a while', async () => {
    daemon.add(0, 'api');
    follow();
    writeFileSync(path('api-out.log'), 'name: ');
    await until(() => text.includes('0|api | name: \n'));
  });

  test('an app that is started later, from its first line', async () => {
    daemon.add(0, 'api');
    follow({ lines: 1 });
    await until(() => daemon.told === 1);
    daemon.add(1, 'later');
    writeFileSync(path('later-out.log'), 'one\ntwo\n');
    daemon.happen();
    await until(() => text.includes('two'));
    expect(text).toContain('1|later | one\n1|later | two\n');
  });

  test('an app that is deleted: its last lines are shown', async () => {
    daemon.add(0, 'api');
    follow();
    await until(() => daemon.told === 1);
    daemon.apps = [];
    writeFileSync(path('api-out.log'), 'goodbye');
    daemon.happen();
    await until(() => text.includes('goodbye'));
  });

  test('goes on when the daemon ends and comes back with another app', async () => {
    daemon.add(0, 'api');
    follow();
    await until(() => daemon.told === 1);
    daemon.add(1, 'next');
    writeFileSync(path('next-out.log'), 'hello\n');
    daemon.connections[0]?.onClose();
    appendFileSync(path('api-out.log'), 'meanwhile\n');
    await until(() => text.includes('meanwhile') && text.includes('hello'));
  });

  test('ends quietly when nobody reads any more', async () => {
    daemon.add(0, 'api');
    follow();
    await until(() => daemon.told === 1);
    output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await following;
  });

  test('a stopped reader costs no more than what is on its way', async () => {
    daemon.add(0, 'api');
    output = new PassThrough({ highWaterMark: 1024 });
    appendFileSync(path('api-out.log'), `${'x'.repeat(99)}\n`.repeat(50_000));
    follow({ lines: 50_000, style: 'raw' });
    await until(() => output.writableNeedDrain);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(output.readableLength + output.writableLength).toBeLessThan(150_000);
    let bytes = 0;
    output.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await until(() => bytes === 5_000_000);
  });
});
